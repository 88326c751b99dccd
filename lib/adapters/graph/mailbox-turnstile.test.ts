import { describe, expect, it } from "vitest";
import type { Clock } from "#lib/pipeline/ports.ts";
import { createMailboxTurnstile } from "./mailbox-turnstile.ts";

const START_MS = Date.parse("2026-11-21T14:00:00Z");
const { signal } = new AbortController();

function setUp() {
  const time = { ms: START_MS };
  const clock: Clock = {
    now: () => new Date(time.ms),
    sleep: () => Promise.reject(new Error("it never sleeps")),
  };
  const turnstile = createMailboxTurnstile(clock);
  const pass = async (uploadBytes = 0) => (await turnstile.enter(uploadBytes, signal))();
  return { time, turnstile, pass };
}

describe("one mailbox's turnstile", () => {
  it("lets four in at a time, over all lanes", async () => {
    const { turnstile } = setUp();
    const leaves = await Promise.all(Array.from({ length: 4 }, () => turnstile.enter(0, signal)));
    let isIn = false;
    const fifth = turnstile.enter(0, signal).then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    leaves[0]?.();
    await fifth;
    expect(isIn).toBe(true);
  });

  it("says itself what Microsoft would say with a 429, before the 10,000th request of ten minutes", async () => {
    const { pass, time } = setUp();
    for (let sent = 0; sent < 9_900; sent += 1) await pass();
    await expect(pass()).rejects.toMatchObject({
      code: "throttled",
      scope: "mailbox",
      retryAfterMs: 605_000,
    });
    time.ms += 605_000;
    await pass();
  });

  it("counts uploaded bytes over five minutes, and lets in what still fits", async () => {
    const { pass, time } = setUp();
    for (let sent = 0; sent < 37; sent += 1) await pass(4_000_000);
    await pass(0);
    await expect(pass(4_000_000)).rejects.toMatchObject({ code: "throttled", retryAfterMs: 305_000 });
    time.ms += 305_000;
    await pass(4_000_000);
  });

  it("gives the place back to the next one when it refuses or is aborted", async () => {
    const { turnstile, pass } = setUp();
    for (let sent = 0; sent < 37; sent += 1) await pass(4_000_000);
    for (let refused = 0; refused < 5; refused += 1)
      await expect(pass(4_000_000)).rejects.toThrow("throttled");
    const leaves = await Promise.all(Array.from({ length: 4 }, () => turnstile.enter(0, signal)));
    const controller = new AbortController();
    const aborted = turnstile.enter(0, controller.signal);
    const next = turnstile.enter(0, signal);
    controller.abort(new Error("stopped"));
    leaves[0]?.();
    await expect(aborted).rejects.toThrow("stopped");
    await expect(next).resolves.toBeTypeOf("function");
  });

  it("is idle when nobody is in and nothing counts any more", async () => {
    const { turnstile, pass, time } = setUp();
    expect(turnstile.isIdle()).toBe(true);
    await pass();
    expect(turnstile.isIdle()).toBe(false);
    time.ms += 605_000;
    expect(turnstile.isIdle()).toBe(true);
  });
});
