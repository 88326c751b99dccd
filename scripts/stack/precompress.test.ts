import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

import { expect, test } from "vitest";

import { COMPRESSED_CHUNKS, hideVersion, precompress } from "./precompress.ts";

test("The version of Next.js leaves the script that tells it, and where none does that is said", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunks-"));
  try {
    const other = 'let version="1.2.3";window.next.router={version:"1.2.3"}';
    await writeFile(join(folder, "a.js"), 'f();window.next={version:"16.4.6",appDir:!0},g()');
    await writeFile(join(folder, "b.js"), other);
    await hideVersion(folder);
    expect(await readFile(join(folder, "a.js"), "utf8")).toBe('f();window.next={version:"",appDir:!0},g()');
    expect(await readFile(join(folder, "b.js"), "utf8")).toBe(other);
    await rm(join(folder, "a.js"));
    await expect(hideVersion(folder)).rejects.toThrow("No script tells");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("Every script and style sheet of a folder gets a copy that is the same when it is read, and nothing else does", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunks-"));
  try {
    const files = { "a.js": "let a = 1;".repeat(500), "b.css": "b { color: red }", "c.woff2": "c" };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await precompress(folder);
    expect((await readdir(folder)).toSorted()).toEqual(["a.js", "a.js.br", "b.css", "b.css.br", "c.woff2"]);
    for (const name of ["a.js", "b.css"] as const)
      expect(String(brotliDecompressSync(await readFile(join(folder, `${name}.br`))))).toBe(files[name]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ["gzip, deflate, br, zstd", true],
  ["br", true],
  ["br;q=0.8, gzip", true],
  ["gzip,br", true],
  ["gzip, deflate", false],
  ["brx, gzip", false],
  ["abr", false],
  ["", false],
])("Whether `%s` asks for brotli: %s", (accepted, isWanted) => {
  // As Next.js matches a header's value.
  const conditions = COMPRESSED_CHUNKS.flatMap(({ rewrite, headers }) => [...rewrite.has, ...headers.has]);
  for (const { value } of conditions) expect(new RegExp(`^${value}$`).test(accepted)).toBe(isWanted);
});
