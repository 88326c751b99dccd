/** The themes that the menu offers, by the words that it uses. */
export const THEME_NAMES = { light: "Light", dark: "Dark", contrast: "High contrast" } as const;
export type Theme = keyof typeof THEME_NAMES;
export const THEMES: readonly Theme[] = ["light", "dark", "contrast"];

/** Where the portal remembers the choice. */
export const THEME_COOKIE = "mac-theme";
