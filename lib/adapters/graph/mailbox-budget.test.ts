import { describe, expect, it } from "vitest";
import { createMailboxUsage } from "#lib/domain/mailbox-usage.ts";
import { costOf, pay } from "./mailbox-budget.ts";

const START_MS = Date.parse("2026-11-21T14:00:00Z");

describe("one mailbox's budget (R23, R24)", () => {
  it("says itself what Microsoft would say with a 429, before the 10,000th request of ten minutes", () => {
    const usage = createMailboxUsage();
    const one = { requests: 1, uploadBytes: 0 };
    for (let sent = 0; sent < 9_800; sent += 1) pay(usage, START_MS, one);
    expect(() => pay(usage, START_MS, one)).toThrow(
      expect.objectContaining({ code: "throttled", scope: "mailbox", retryAfterMs: 620_000 }),
    );
    pay(usage, START_MS + 620_000, one);
  });

  it("counts uploaded bytes over five minutes, and lets in what still fits", () => {
    const usage = createMailboxUsage();
    for (let sent = 0; sent < 36; sent += 1) pay(usage, START_MS, { requests: 1, uploadBytes: 4_000_000 });
    pay(usage, START_MS, { requests: 1, uploadBytes: 2_000_000 });
    const large = { requests: 1, uploadBytes: 4_000_000 };
    expect(() => pay(usage, START_MS, large)).toThrow(expect.objectContaining({ retryAfterMs: 320_000 }));
    pay(usage, START_MS + 320_000, large);
  });
});

describe("what a message costs", () => {
  const attachments = (...sizes: number[]) =>
    sizes.map((size) => ({
      name: "",
      contentType: "",
      bytes: new Uint8Array(size),
      contentId: undefined,
      isInline: false,
    }));

  it.each([
    ["a picture that does not fit into the request", attachments(2_900_000), 3],
    ["a film by an upload session", attachments(9 * 1024 * 1024), 6],
    ["both", attachments(2_900_000, 9 * 1024 * 1024), 7],
  ])("%s", (_what, sample, requests) => {
    expect(costOf(sample, 0).requests).toBe(requests);
  });
});
