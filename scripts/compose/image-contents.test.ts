import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readManifest } from "../packages/lock.ts";
import { ROOT } from "../stack/root.ts";
import { readDockerIgnore } from "./docker-ignore.ts";
import { reachOf } from "./imports.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const isIgnored = readDockerIgnore(read(".dockerignore"));
const dockerfile = read("Dockerfile");

/** The scripts that an operator runs inside the image, as the documentation and the compose file say. */
const OPERATORS = [
  ...new Set(
    ["docs/operations.md", "docs/azure.md", "docker-compose.yml"].flatMap(
      (path) => read(path).match(/\bscripts\/[\w-]+\.ts\b/g) ?? [],
    ),
  ),
];

/** A stage of the Dockerfile: what it takes out of the context, out of other stages, and which packages. */
function stageOf(name: string) {
  const [, text = ""] = dockerfile.split(new RegExp(`^FROM \\S+ AS ${name}$`, "m"));
  const lines = (text.split(/^FROM /m)[0] ?? "").match(/^COPY .*$/gm) ?? [];
  const words = lines.map((line) => line.split(" ").slice(1));
  const own = words.filter(([first]) => !first?.startsWith("--from=")).flatMap((each) => each.slice(0, -1));
  const given = words
    .filter(([first]) => first?.startsWith("--from="))
    .map((each) => (each.at(-1) ?? "").replace(/^\.\//, ""));
  const isBelow = (folders: string[]) => (path: string) =>
    folders.some((folder) => folder === "." || path === folder || path.startsWith(`${folder}/`));
  return { isCopied: isBelow(own), isGiven: isBelow(given), given };
}

/** What the stage's program reads when it starts and does not find there. */
function missingIn(stage: string, entries: string[]): string[] {
  const { isCopied, isGiven } = stageOf(stage);
  const { files } = reachOf(ROOT, entries, isGiven);
  expect(files.length).toBeGreaterThan(entries.length);
  return files.filter((path) => !isCopied(path) || isIgnored(path));
}

describe("an image has all that its programs read", () => {
  test("an operator's commands are known from what is told to operators", () => {
    for (const name of ["doctor", "keys-rotate", "audit-verify", "tenant-forget", "restored", "migrate"])
      expect(OPERATORS).toContain(`scripts/${name}.ts`);
  });

  test.each(["workers/main.ts", ...OPERATORS])("worker: %s", (entry) => {
    expect(missingIn("worker", [entry])).toEqual([]);
  });

  test("worker: no package that is left out of it", () => {
    const { packages } = reachOf(ROOT, ["workers/main.ts", ...OPERATORS], stageOf("worker").isGiven);
    const shipped = Object.keys(readManifest(ROOT).dependencies);
    const [, removed = ""] = /rm -rf (next .*?) \\/.exec(dockerfile) ?? [];
    const isRemoved = (name: string) =>
      removed.split(" ").some((each) => name.split("/")[0] === each || name === each);
    expect(isRemoved("@fluentui/react-components")).toBe(true);
    expect(packages.filter((name) => !shipped.includes(name) || isRemoved(name))).toEqual([]);
  });

  test("sandbox, with its packages", () => {
    expect(missingIn("sandbox", ["sandbox/main.ts"])).toEqual([]);
    const { packages } = reachOf(ROOT, ["sandbox/main.ts"]);
    expect(packages.filter((name) => !stageOf("sandbox").given.includes(`node_modules/${name}`))).toEqual([]);
  });

  test("the portal's build", () => {
    const pages = globSync("app/**/*.{ts,tsx}", { cwd: ROOT }).filter((path) => !isIgnored(path));
    expect(pages.length).toBeGreaterThan(50);
    // Prisma's client is made by the stage that this one begins with.
    const isGenerated = (path: string) => path.startsWith("lib/db/generated/");
    const entries = ["next.config.ts", "prisma.config.ts", "instrumentation.ts", "proxy.ts", ...pages];
    const { files } = reachOf(ROOT, entries, isGenerated);
    expect(files).toContain("scripts/stack/precompress.ts");
    expect(files.filter(isIgnored)).toEqual([]);
  });
});

describe("an image has nothing that only tests read", () => {
  test.each([
    "lib/adapters/entra/samples/test-only-private-key.pem",
    "lib/domain/window.test.ts",
    "workers/testing/live-stack.ts",
    "secrets/envelope_keys",
    ".env",
    ".env.local",
    "scripts/stack/postgres.ts",
    "scripts/commands/start.ts",
    "e2e/roles.spec.ts",
  ])("%s", (path) => expect(isIgnored(path)).toBe(true));

  test("the last pattern that fits decides, and takes all that is below", () => {
    const isLeftOut = readDockerIgnore("# all\nscripts\n!scripts/keys\nscripts/keys/*.pem\n**/samples\n");
    expect(isLeftOut("scripts/stack/x.ts")).toBe(true);
    expect(isLeftOut("scripts/keys/deep/x.ts")).toBe(false);
    expect(isLeftOut("scripts/keys/a.pem")).toBe(true);
    expect(isLeftOut("lib/scripts/x.ts")).toBe(false);
    expect(isLeftOut("samples/a")).toBe(true);
    expect(isLeftOut("lib/a/samples/b")).toBe(true);
    expect(() => readDockerIgnore("lib/[a-z]")).toThrow("lib/[a-z]");
  });
});
