import { describe, expect, test } from "vitest";

import { Failure } from "#lib/domain/failure.ts";

import { createLaneFence } from "./lane-fence.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000);
const failure = (retryAfterMs?: number) =>
  new Failure("throttled", { kind: "transient", ...(retryAfterMs !== undefined && { retryAfterMs }) });

describe("the fence of a lane", () => {
  test("is open at first, and again when the pause is over", () => {
    const fence = createLaneFence(() => 0);
    expect(fence.remainingMs(at(0))).toBe(0);
    fence.raise(failure(5_000), at(0));
    expect(fence.throttledUntil(at(1))).toEqual(at(5));
    expect(fence.remainingMs(at(5))).toBe(0);
    expect(fence.throttledUntil(at(5))).toBeUndefined();
  });

  test("follows the longest of several wishes", () => {
    const fence = createLaneFence(() => 0);
    fence.raise(failure(30_000), at(0));
    fence.raise(failure(10_000), at(1));
    expect(fence.remainingMs(at(1))).toBe(29_000);
  });

  test("takes four failures of one burst for one", () => {
    const fence = createLaneFence(() => 0);
    for (let request = 0; request < 4; request += 1) fence.raise(failure(), at(0));
    expect(fence.remainingMs(at(0))).toBe(1_000);
    fence.raise(failure(), at(1));
    expect(fence.remainingMs(at(1))).toBe(2_000);
  });

  test("begins small again after a success", () => {
    const fence = createLaneFence(() => 0);
    fence.raise(failure(), at(0));
    fence.raise(failure(), at(1));
    fence.ease();
    fence.raise(failure(), at(10));
    expect(fence.remainingMs(at(10))).toBe(1_000);
  });

  test("never opens before the peer's wish, and spreads lanes by up to a second after it", () => {
    const fence = createLaneFence(() => 0.999);
    fence.raise(failure(20_000), at(0));
    expect(fence.remainingMs(at(0))).toBeGreaterThanOrEqual(20_000);
    expect(fence.remainingMs(at(0))).toBeLessThanOrEqual(21_000);
  });

  test("a Retry-After of nothing is obeyed as it stands", () => {
    const fence = createLaneFence(() => 0.5);
    fence.raise(failure(0), at(0));
    expect(fence.remainingMs(at(0))).toBe(0);
  });
});
