import { teamsHighContrastTheme, webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";

/** Fluent's themes, and the colours of the header bar and of a table's row, which Fluent has no tokens for. */
type PortalTheme = Theme &
  Record<
    `colorHeader${"Background" | "Foreground" | "Hover" | "Stroke"}` | `colorRow${"Hover" | "Selected"}`,
    string
  >;

const LIGHT: PortalTheme = {
  ...webLightTheme,
  colorHeaderBackground: "#0c3b5e",
  colorHeaderForeground: "#ffffff",
  colorHeaderHover: "#0f548c",
  colorHeaderStroke: "transparent",
  colorRowHover: webLightTheme.colorSubtleBackgroundHover,
  colorRowSelected: webLightTheme.colorSubtleBackgroundSelected,
};

const DARK: PortalTheme = {
  ...webDarkTheme,
  colorHeaderBackground: "#0a2e4a",
  colorHeaderForeground: "#ffffff",
  colorHeaderHover: "#0c3b5e",
  colorHeaderStroke: "transparent",
  // Fluent's own are too light for its blue links.
  colorRowHover: "#303030",
  colorRowSelected: webDarkTheme.colorBrandBackground2,
};

const CONTRAST: PortalTheme = {
  ...teamsHighContrastTheme,
  colorHeaderBackground: "#000000",
  colorHeaderForeground: "#ffffff",
  colorHeaderHover: "#1a4a52",
  colorHeaderStroke: "#ffffff",
  // Fluent's bright ones are for black text; a row has links, signs and numbers in colours of their own.
  colorRowHover: "#1a4a52",
  colorRowSelected: "#1a4a52",
};

/**
 * Every theme as variables of the page, chosen by `data-theme`: they reach the browser as a style sheet that it keeps,
 * not as code, and the system's setting holds before anything is painted. On paper everything is light.
 */
export function themeRules(): string {
  return [
    `html{color-scheme:light;${variables(LIGHT)}}`,
    `@media screen{html[data-theme="dark"]{color-scheme:dark;${differences(DARK)}}}`,
    `@media screen{html[data-theme="contrast"]{color-scheme:dark;${differences(CONTRAST)}}}`,
    `@media screen and (prefers-color-scheme:dark){html[data-theme="system"]{color-scheme:dark;${differences(DARK)}}}`,
  ].join("\n");
}

type Token = [name: string, value: string | number];

function variables(theme: PortalTheme): string {
  return declare(Object.entries(theme));
}

/** What a theme says otherwise than the light one, on which it lies. */
function differences(theme: PortalTheme): string {
  const light = new Map<string, string | number>(Object.entries(LIGHT));
  return declare(Object.entries(theme).filter(([name, value]) => light.get(name) !== value));
}

const declare = (tokens: readonly Token[]) => tokens.map(([name, value]) => `--${name}:${value}`).join(";");
