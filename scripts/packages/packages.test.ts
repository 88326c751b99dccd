import { describe, expect, test } from "vitest";
import { ROOT } from "../stack/root.ts";
import { inexactPackages } from "./exactness.ts";
import { licencesOf } from "./licences.ts";
import { type LockedPackage, type Manifest, readLock, readManifest } from "./lock.ts";

const manifest = (dependencies: Record<string, string>): Manifest => ({
  dependencies,
  devDependencies: {},
  optionalDependencies: {},
});
const locked = (name: string, parts: Partial<LockedPackage> = {}): LockedPackage => ({
  location: `node_modules/${name}`,
  name,
  version: "1.2.3",
  integrity: "sha512-x",
  license: "MIT",
  ...parts,
});

describe("what is installed tomorrow is what is installed today", () => {
  test("of these packages", () => {
    const packages = readLock(ROOT);
    expect(packages.length).toBeGreaterThan(300);
    expect(inexactPackages(readManifest(ROOT), packages)).toEqual([]);
  });

  test.each<[string, Record<string, string>, LockedPackage[], RegExp]>([
    ["a range", { a: "^1.2.3" }, [locked("a")], /asks for a \^1\.2\.3/],
    ["a tag", { a: "latest" }, [locked("a")], /asks for a latest/],
    ["an address", { a: "git+https://x.example/a.git" }, [locked("a")], /asks for a git/],
    ["another locked version", { a: "1.2.4" }, [locked("a")], /another a than 1\.2\.4/],
    ["a package that is not locked", { a: "1.2.3" }, [], /another a/],
    [
      "a package without a checksum",
      {},
      [locked("a", { integrity: undefined })],
      /no checksum of node_modules\/a/,
    ],
    [
      "a package of our platform without one",
      {},
      [locked("a", { integrity: undefined, optional: true, os: ["linux"], cpu: ["x64"], libc: ["glibc"] })],
      /no checksum/,
    ],
  ])("%s is found", (_, dependencies, packages, problem) => {
    const problems = inexactPackages(manifest(dependencies), packages);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  test("what is for other platforms alone may lack its checksum", () => {
    const other = locked("a", { integrity: undefined, optional: true, os: ["darwin"] });
    expect(inexactPackages(manifest({}), [other])).toEqual([]);
  });
});

describe("what is shipped may be shipped", () => {
  const problemsOf = (...packages: LockedPackage[]) =>
    licencesOf(packages).flatMap(({ name, problem }) =>
      problem === undefined ? [] : [`${name}: ${problem}`],
    );

  test("of these packages", () => {
    const packages = readLock(ROOT);
    expect(licencesOf(packages).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["next", "pg", "bullmq"]),
    );
    expect(problemsOf(...packages)).toEqual([]);
  });

  test.each([
    "GPL-3.0-only",
    "AGPL-3.0-or-later",
    "SEE LICENSE IN LICENSE",
    "MIT AND GPL-2.0-only",
    "UNLICENSED",
  ])("%s is refused", (license) => {
    expect(problemsOf(locked("a", { license }))).toHaveLength(1);
  });

  test.each(["MIT", "(MIT OR GPL-3.0-only)", "MIT AND ISC", "(BSD-2-Clause OR EUPL-1.1+)"])(
    "%s is taken",
    (license) => {
      expect(problemsOf(locked("a", { license }))).toEqual([]);
    },
  );

  test("a package that names no licence is refused, and one that was answered under another is asked again", () => {
    expect(problemsOf(locked("a", { license: undefined }))).toEqual(["a: no licence is named"]);
    expect(problemsOf(locked("caniuse-lite", { license: "GPL-3.0-only" }))).toHaveLength(1);
  });

  test("development's packages, and those of other platforms, are not shipped", () => {
    const license = "GPL-3.0-only";
    expect(
      licencesOf([
        locked("a", { license, dev: true }),
        locked("b", { license, devOptional: true }),
        locked("c", { license, os: ["win32"] }),
      ]),
    ).toEqual([]);
  });
});
