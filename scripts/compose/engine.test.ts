import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { run } from "./engine.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a backup comes out and goes in byte for byte, for its owner's eyes", async () => {
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  const bytes = randomBytes(300_000);
  writeFileSync(from, bytes);
  expect(await run("cat", [], process.env, { from, to })).toBe("");
  expect(readFileSync(to).equals(bytes)).toBe(true);
  expect(statSync(to).mode & 0o777).toBe(0o600);
});

test("a program that fails is told of with its last lines", async () => {
  await expect(run("sh", ["-c", "echo out; echo trouble >&2; exit 3"], process.env)).rejects.toThrow(
    /ended with 3:\nout\ntrouble/,
  );
});
