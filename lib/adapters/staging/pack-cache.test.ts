import { expect, test } from "vitest";
import { createPackCache } from "./pack-cache.ts";

const packOf = (sizeBytes: number, fetched: string[], name: string) => () => {
  fetched.push(name);
  return Promise.resolve(new Uint8Array(sizeBytes));
};

test("a pack is fetched whole from its second reader on, and once for all of them", async () => {
  const cache = createPackCache(1_000);
  const fetched: string[] = [];
  const read = () => cache.get("one", 100, packOf(100, fetched, "one"));
  expect(read()).toBeUndefined();
  const [second, third] = [read(), read()];
  expect((await second)?.byteLength).toBe(100);
  expect(await third).toBe(await second);
  expect(fetched).toEqual(["one"]);
});

test("packs that are asked for once each, in whatever number, take no memory", () => {
  const cache = createPackCache(1_000);
  const fetched: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (let pack = 0; pack < 500; pack += 1)
      expect(cache.get(`pack-${pack}`, 100, packOf(100, fetched, `pack-${pack}`))).toBeUndefined();
  }
  expect(fetched).toEqual([]);
});

test("no more than eight packs are on their way at the same time", async () => {
  const cache = createPackCache(1_000);
  const arrived = Promise.withResolvers<Uint8Array>();
  const read = (name: string) => cache.get(name, 100, () => arrived.promise);
  const names = Array.from({ length: 12 }, (_, index) => `pack-${index}`);
  for (const name of names) expect(read(name)).toBeUndefined();
  const fetched = names.map(read).filter((bytes) => bytes !== undefined);
  expect(fetched).toHaveLength(8);
  arrived.resolve(new Uint8Array(100));
  await Promise.all(fetched);
  expect(read("pack-11")).toBeDefined();
});

test("the pack that was not used for longest goes first when the bytes run out, and a failed one at once", async () => {
  const cache = createPackCache(250);
  const fetched: string[] = [];
  const read = (name: string) => cache.get(name, 100, packOf(100, fetched, name));
  for (const name of ["one", "two"]) {
    expect(read(name)).toBeUndefined();
    await read(name);
  }
  await read("one");
  expect(read("three")).toBeUndefined();
  await read("three");
  expect(read("one")).toBeDefined();
  expect(read("two")).toBeUndefined();
  expect(fetched).toEqual(["one", "two", "three"]);

  const lose = () => cache.get("lost", 10, () => Promise.reject(new Error("gone")));
  expect(lose()).toBeUndefined();
  await expect(lose()).rejects.toThrow("gone");
  expect(cache.get("lost", 10, packOf(10, fetched, "lost"))).toBeUndefined();
});
