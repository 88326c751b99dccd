import { describe, expect, it } from "vitest";
import { createLimiter, type Limiter, type Permit, type Verdict } from "./limiter.ts";

const { signal } = new AbortController();
const take = (limiter: Limiter, count: number): Promise<Permit[]> =>
  Promise.all(Array.from({ length: count }, () => limiter.acquire(signal)));
const carryOut = async (limiter: Limiter, count: number, verdict: Verdict) => {
  for (let done = 0; done < count; done += 1) (await limiter.acquire(signal))(verdict);
};

describe("the limit over all mailboxes", () => {
  it("lets so many through and no more, in the order in which they came", async () => {
    const limiter = createLimiter(4);
    const [first] = await take(limiter, 4);
    const order: string[] = [];
    const waiting = ["a", "b"].map((name) => limiter.acquire(signal).then(() => order.push(name)));
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.("accepted");
    await waiting[0];
    expect(order).toEqual(["a"]);
  });

  it("is halved by a throttle, and by a whole storm only once", async () => {
    const limiter = createLimiter(64);
    const permits = await take(limiter, 64);
    for (const release of permits) release("throttled");
    expect(limiter.limit).toBe(32);
    await carryOut(limiter, 1, "throttled");
    expect(limiter.limit).toBe(16);
  });

  it("never falls below four, whatever Microsoft says", async () => {
    const limiter = createLimiter(64);
    await carryOut(limiter, 30, "throttled");
    expect(limiter.limit).toBe(4);
    expect(createLimiter(1).limit).toBe(4);
  });

  it("grows by one for every fifty that were accepted, up to its ceiling", async () => {
    const limiter = createLimiter(10);
    await carryOut(limiter, 1, "throttled");
    expect(limiter.limit).toBe(5);
    await carryOut(limiter, 49, "accepted");
    expect(limiter.limit).toBe(5);
    await carryOut(limiter, 1, "accepted");
    expect(limiter.limit).toBe(6);
    await carryOut(limiter, 10_000, "accepted");
    expect(limiter.limit).toBe(10);
  });

  it("counts neither way what says nothing about load", async () => {
    const limiter = createLimiter(10);
    await carryOut(limiter, 500, "other");
    expect(limiter.limit).toBe(10);
  });

  it("lets go of those who stop waiting, and of nobody else", async () => {
    const limiter = createLimiter(4);
    const [first] = await take(limiter, 4);
    const controller = new AbortController();
    const left = limiter.acquire(controller.signal);
    const stays = limiter.acquire(signal);
    const stop = new Error("stopped");
    controller.abort(stop);
    await expect(left).rejects.toBe(stop);
    first?.("accepted");
    await expect(stays).resolves.toBeTypeOf("function");
    await expect(limiter.acquire(controller.signal)).rejects.toBe(stop);
  });
});
