import { isCountry } from "#lib/domain/address.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const names = new Intl.DisplayNames("en", { type: "region" });

const options = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
  .filter((code) => isCountry(code))
  .map((code) => ({ code, name: countryName(code) }))
  .toSorted((a, b) => a.name.localeCompare(b.name, "en"));

/** Every country that has a numbering plan, by its English name. */
export function countryOptions(): readonly { code: string; name: string }[] {
  return options;
}

/** `United States`, or the code itself where it has no name. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
