import { type LockedPackage, runsWhereWeShip } from "./lock.ts";

/** May be shipped within a product whose source stays closed. */
const ALLOWED = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
];

/** Looked at one by one: what a package is under, and why it may be shipped all the same. */
const ANSWERED: Record<string, { licence: string; why: string }> = {
  "caniuse-lite": { licence: "CC-BY-4.0", why: "data, whose authors are named in its package" },
  "@img/sharp-libvips-linux-x64": { licence: "LGPL-3.0-or-later", why: "a library of its own, as it comes" },
  "@img/sharp-wasm32": {
    licence: "Apache-2.0 AND LGPL-3.0-or-later AND MIT",
    why: "of another platform; its entry does not say so",
  },
  "@img/sharp-libvips-linux-arm64": {
    licence: "LGPL-3.0-or-later",
    why: "a library of its own, as it comes",
  },
};

/** Their lock entry is silent, and their package says this in an older way. */
const TOLD_OTHERWISE: Record<string, string> = {
  ssh2: "MIT",
  "cpu-features": "MIT",
  buildcheck: "MIT",
};

export type Licensed = { name: string; version: string; licence: string; problem: string | undefined };

/** Every package that can be in an image, with its licence, by name. */
export function licencesOf(packages: readonly LockedPackage[]): Licensed[] {
  return packages
    .filter((each) => !each.dev && !each.devOptional && runsWhereWeShip(each))
    .map(({ name, version = "?", license }) => {
      const licence = license ?? TOLD_OTHERWISE[name];
      return { name, version, licence: licence ?? "unknown", problem: problemOf(name, licence) };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function problemOf(name: string, licence: string | undefined): string | undefined {
  if (licence === undefined) return "no licence is named";
  if (ANSWERED[name]?.licence === licence || isAllowed(licence)) return undefined;
  return `${licence} is not on the list of what may be shipped`;
}

/** An SPDX expression without nesting: one of the choices, and all that stand together. */
function isAllowed(expression: string): boolean {
  return expression
    .replaceAll(/[()]/g, "")
    .split(/\s+or\s+/i)
    .some((choice) => choice.split(/\s+and\s+/i).every((name) => ALLOWED.includes(name)));
}
