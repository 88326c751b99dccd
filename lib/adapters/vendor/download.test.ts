import { expect, test } from "vitest";

import { readItem } from "./download.ts";

const KB = 1024;
const never = new AbortController().signal;

/** A body whose chunks come one a while. */
function read(chunkBytes: number, everyMs: number, chunks: number, maxBytes = 1_000 * KB) {
  let nowMs = 0;
  let progress = 0;
  async function* body() {
    for (let sent = 0; sent < chunks; sent += 1) {
      nowMs += everyMs;
      yield new Uint8Array(chunkBytes);
    }
  }
  const watching = { clock: { now: () => new Date(nowMs) }, onProgress: () => (progress += 1) };
  const item = readItem({ headers: {}, body: body() }, maxBytes, never, watching);
  return { item, progress: () => progress };
}

// R35: every chunk comes in time, and the whole of it would take a day.
test("a download that trickles is given up as one that broke off", async () => {
  const { item } = read(KB, 20_000, 500);
  await expect(item).rejects.toMatchObject({ code: "vendor-item-truncated", kind: "transient" });
});

test("a large item that trickles is given up in its stream", async () => {
  const { item } = read(KB, 20_000, 500, 2 * KB);
  const oversize = await item;
  if (oversize.kind !== "oversize") throw new Error("it should be too large");
  const readAll = async () => {
    for await (const chunk of oversize.stream) void chunk;
  };
  await expect(readAll()).rejects.toMatchObject({ code: "vendor-item-truncated" });
});

test("a slow download that comes further is read to its end, and heard of", async () => {
  const { item, progress } = read(100 * KB, 20_000, 9);
  expect(await item).toMatchObject({ kind: "bytes" });
  expect(progress()).toBe(9);
});
