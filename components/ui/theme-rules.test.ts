import { describe, expect, test } from "vitest";
import { themeRules } from "./theme-rules.ts";

const rules = themeRules().split("\n");

describe("the themes' style sheet", () => {
  test("has every token of the light theme, and the header's colours", () => {
    expect(rules[0]).toMatch(/^html\{color-scheme:light;/);
    expect(rules[0]).toContain("--colorNeutralBackground1:#ffffff");
    expect(rules[0]).toContain("--fontFamilyBase:");
    expect(rules[0]).toContain("--colorHeaderBackground:");
  });

  test("says only what is different for the others", () => {
    expect(rules[1]).toContain("--colorNeutralBackground1:#292929");
    expect(rules[1]).not.toContain("--fontFamilyBase:");
    expect(rules[2]).toContain("--colorNeutralBackground1:#000000");
  });

  test("follows the system where nothing else was chosen", () => {
    expect(rules[3]).toMatch(/^@media screen and \(prefers-color-scheme:dark\)\{html\[data-theme="system"\]/);
  });

  test("is light on paper, whatever was chosen for the screen", () => {
    expect(rules.slice(1).filter((rule) => !rule.startsWith("@media screen"))).toEqual([]);
  });
});
