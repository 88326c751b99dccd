import { describe, expect, it } from "vitest";
import { createMailboxTurnstile } from "./mailbox-turnstile.ts";

const { signal } = new AbortController();

describe("one mailbox's turnstile (R23)", () => {
  it("lets four in at a time, over all lanes of the process", async () => {
    const turnstile = createMailboxTurnstile();
    const leaves = await Promise.all(Array.from({ length: 4 }, () => turnstile.enter(signal)));
    let isIn = false;
    const fifth = turnstile.enter(signal).then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    leaves[0]?.();
    await fifth;
    expect(isIn).toBe(true);
  });

  it("gives the place of one that is aborted to the next", async () => {
    const turnstile = createMailboxTurnstile();
    const leaves = await Promise.all(Array.from({ length: 4 }, () => turnstile.enter(signal)));
    const controller = new AbortController();
    const aborted = turnstile.enter(controller.signal);
    const next = turnstile.enter(signal);
    controller.abort(new Error("stopped"));
    leaves[0]?.();
    await expect(aborted).rejects.toThrow("stopped");
    await expect(next).resolves.toBeTypeOf("function");
  });

  it("is idle when nobody is in", async () => {
    const turnstile = createMailboxTurnstile();
    expect(turnstile.isIdle()).toBe(true);
    const leave = await turnstile.enter(signal);
    expect(turnstile.isIdle()).toBe(false);
    leave();
    expect(turnstile.isIdle()).toBe(true);
  });
});
