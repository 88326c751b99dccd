/** What the viewer chose to see; `system` follows the operating system's setting. */
export const THEME_CHOICES = ["system", "light", "dark", "contrast"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const THEME_NAMES: Record<ThemeChoice, string> = {
  system: "Same as the system",
  light: "Light",
  dark: "Dark",
  contrast: "High contrast",
};

/** Remembered in the browser, so that the server renders the right colours at once. */
export const THEME_COOKIE = "mac-theme";

/** A cookie's text; anything else than a known choice is the system's. */
export function parseThemeChoice(text: string | undefined): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === text) ?? "system";
}
