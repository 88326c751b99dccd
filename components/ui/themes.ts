import { teamsHighContrastTheme, webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";

/** Fluent's themes, and the colours of the header bar, which Fluent has no token for. */
type PortalTheme = Theme & {
  colorHeaderBackground: string;
  colorHeaderForeground: string;
  colorHeaderHover: string;
  colorHeaderStroke: string;
};

export type ThemeName = "light" | "dark" | "contrast";

export const THEMES: Record<ThemeName, PortalTheme> = {
  light: {
    ...webLightTheme,
    colorHeaderBackground: "#0c3b5e",
    colorHeaderForeground: "#ffffff",
    colorHeaderHover: "#0f548c",
    colorHeaderStroke: "transparent",
  },
  dark: {
    ...webDarkTheme,
    colorHeaderBackground: "#0a2e4a",
    colorHeaderForeground: "#ffffff",
    colorHeaderHover: "#0c3b5e",
    colorHeaderStroke: "transparent",
  },
  contrast: {
    ...teamsHighContrastTheme,
    colorHeaderBackground: "#000000",
    colorHeaderForeground: "#ffffff",
    colorHeaderHover: "#1aebff40",
    colorHeaderStroke: "#ffffff",
  },
};

/**
 * The server cannot know the system's setting: while the choice is `system`, this rule turns the light theme that it
 * rendered into the dark one before anything is painted.
 */
export function systemDarkRule(): string {
  const variables = Object.entries(THEMES.dark).map(([name, value]) => `--${name}:${value}`);
  return `@media (prefers-color-scheme:dark){html[data-theme="system"] .fui-FluentProvider{${variables.join(";")}}}`;
}
