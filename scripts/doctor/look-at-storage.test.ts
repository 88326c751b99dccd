import { expect, test } from "vitest";

import type { Container } from "#lib/adapters/staging/container.ts";

import { examineStorage } from "./look-at-storage.ts";

/** Keeps what it is given. */
function storage(change: Partial<Container> = {}): { container: Container; blobs: Map<string, Uint8Array> } {
  const blobs = new Map<string, Uint8Array>();
  const container: Container = {
    put: (name, bytes) => Promise.resolve(void blobs.set(name, bytes)),
    putStream: () => Promise.reject(new Error("nothing is streamed")),
    get: (name, offset, length) =>
      Promise.resolve(blobs.get(name)?.subarray(offset, offset + length) ?? new Uint8Array()),
    ping: () => Promise.resolve(),
    remove: (name) => Promise.resolve(blobs.delete(name)),
    list: () => {
      throw new Error("nothing is listed");
    },
    ...change,
  };
  return { container, blobs };
}

test("a storage that works is left as it was", async () => {
  const { container, blobs } = storage();
  expect(await examineStorage(container)).toMatchObject([{ state: "ok" }]);
  expect(blobs.size).toBe(0);
});

test("a storage that keeps what is to be deleted is worth a look, and what stays there is named", async () => {
  const { container, blobs } = storage({ remove: () => Promise.resolve(false) });
  const [finding, ...others] = await examineStorage(container);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ what: "Blob storage", state: "look" });
  const [left = "nothing"] = blobs.keys();
  expect(finding?.detail).toContain(left);
});

test.each([
  ["written", { put: () => Promise.reject(new Error("no")) }],
  ["read", { get: () => Promise.resolve(new Uint8Array(64)) }],
  ["deleted", { remove: () => Promise.reject(new Error("no")) }],
])("a storage where a blob cannot be %s is to be mended", async (doing, change: Partial<Container>) => {
  const [finding] = await examineStorage(storage(change).container);
  expect(finding).toMatchObject({ state: "mend" });
  expect(finding?.detail).toContain(`cannot be ${doing}`);
});
