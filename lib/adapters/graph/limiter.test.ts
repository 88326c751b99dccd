import { describe, expect, it } from "vitest";
import { createLimiter, type Limiter, type Permit, type Verdict } from "./limiter.ts";

const { signal } = new AbortController();
let mailboxes = 0;
const nextMailbox = () => `mailbox-${(mailboxes += 1)}`;
const take = (limiter: Limiter, count: number): Promise<Permit[]> =>
  Promise.all(Array.from({ length: count }, () => limiter.acquire(nextMailbox(), signal)));
const carryOut = async (limiter: Limiter, count: number, verdict: Verdict, mailbox?: string) => {
  for (let done = 0; done < count; done += 1)
    (await limiter.acquire(mailbox ?? nextMailbox(), signal))(verdict);
};

function setUp(inFlight: number) {
  const cuts: number[] = [];
  const limiter = createLimiter(() => cuts.push(limiter.limit));
  limiter.adopt({ inFlight, cuts: 0 });
  return { limiter, cuts };
}

describe("the limit over all mailboxes", () => {
  it("lets so many through and no more, in the order in which they came", async () => {
    const { limiter } = setUp(4);
    const [first] = await take(limiter, 4);
    const order: string[] = [];
    const waiting = ["a", "b"].map((name) => limiter.acquire(name, signal).then(() => order.push(name)));
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.("accepted");
    await waiting[0];
    expect(order).toEqual(["a"]);
  });

  it("is one request until the process has its share of what all workers may send", () => {
    expect(createLimiter(() => undefined).limit).toBe(1);
  });

  it("is halved when two mailboxes are throttled, and by a whole storm only once", async () => {
    const { limiter, cuts } = setUp(64);
    const permits = await take(limiter, 64);
    for (const release of permits) release("throttled");
    expect(limiter.limit).toBe(32);
    await carryOut(limiter, 2, "throttled");
    expect(limiter.limit).toBe(16);
    expect(cuts).toEqual([32, 16]);
  });

  it("is no matter of one mailbox that is throttled alone, nor of two that are far apart", async () => {
    const { limiter } = setUp(64);
    await carryOut(limiter, 30, "throttled", "alice");
    await carryOut(limiter, 50, "accepted");
    await carryOut(limiter, 1, "throttled", "bob");
    expect(limiter.limit).toBe(64);
    await carryOut(limiter, 40, "accepted");
    await carryOut(limiter, 1, "throttled", "carol");
    expect(limiter.limit).toBe(32);
  });

  it("never falls below one, whatever Microsoft says", async () => {
    const { limiter } = setUp(64);
    await carryOut(limiter, 60, "throttled");
    expect(limiter.limit).toBe(1);
  });

  it("reports one more for every fifty that were accepted, and loses none of them", async () => {
    const { limiter } = setUp(10);
    await carryOut(limiter, 120, "accepted");
    await carryOut(limiter, 500, "other");
    expect(limiter.takeReport()).toEqual({ grownBy: 2, cutAfter: undefined });
    await carryOut(limiter, 29, "accepted");
    expect(limiter.takeReport().grownBy).toBe(0);
    await carryOut(limiter, 1, "accepted");
    expect(limiter.takeReport().grownBy).toBe(1);
  });

  it("reports a cut until the others know of it, and keeps it", async () => {
    const { limiter } = setUp(64);
    limiter.adopt({ inFlight: 64, cuts: 7 });
    await carryOut(limiter, 2, "throttled");
    limiter.adopt({ inFlight: 64, cuts: 7 });
    expect(limiter.limit).toBe(32);
    expect(limiter.takeReport()).toEqual({ grownBy: 0, cutAfter: 7 });
    limiter.adopt({ inFlight: 30, cuts: 8 });
    expect(limiter.limit).toBe(30);
    expect(limiter.takeReport()).toEqual({ grownBy: 0, cutAfter: undefined });
  });

  it("takes what was under way when another worker was told to slow down for the same storm", async () => {
    const { limiter, cuts } = setUp(8);
    const permits = await take(limiter, 8);
    limiter.adopt({ inFlight: 4, cuts: 1 });
    for (const release of permits) release("throttled");
    expect({ limit: limiter.limit, cuts }).toEqual({ limit: 4, cuts: [] });
  });

  it("lets go of those who stop waiting, and of nobody else", async () => {
    const { limiter } = setUp(4);
    const [first] = await take(limiter, 4);
    const controller = new AbortController();
    const left = limiter.acquire("a", controller.signal);
    const stays = limiter.acquire("b", signal);
    const stop = new Error("stopped");
    controller.abort(stop);
    await expect(left).rejects.toBe(stop);
    first?.("accepted");
    await expect(stays).resolves.toBeTypeOf("function");
    await expect(limiter.acquire("c", controller.signal)).rejects.toBe(stop);
  });
});
