import { describe, expect, test } from "vitest";

import { forEachBounded } from "./bounded.ts";

describe("bounded work", () => {
  test("begins in order, and no more than the limit at a time", async () => {
    const begun: number[] = [];
    let atWork = 0;
    let peak = 0;
    await forEachBounded([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      peak = Math.max(peak, (atWork += 1));
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
    });
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(peak).toBe(3);
  });

  test("begins nothing more after an error, and has come to rest when it throws", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = forEachBounded([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error("second");
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(work).rejects.toThrow("second");
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([1]);
  });
});
