import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMailboxUsage, MOST_UNWRITTEN, type UsageLimit } from "./mailbox-usage.ts";

const MINUTE = 60_000;
const REQUESTS: UsageLimit = { measure: "requests", limit: 9_800, windowMs: 10 * MINUTE };
const BYTES: UsageLimit = { measure: "uploadBytes", limit: 146_000_000, windowMs: 5 * MINUTE };
const LIMITS = [REQUESTS, BYTES];

describe("a mailbox's usage (R23, R24)", () => {
  test("stays below 10,000 requests in any 10 minutes over hand-overs between workers, and wastes little of them", () => {
    let usage = createMailboxUsage();
    const sent: number[] = [];
    let handOvers = 0;
    for (let now = 0; now < 30 * MINUTE;) {
      const cost = { requests: 1, uploadBytes: 2_000 };
      const delayMs = usage.delayMs(now, cost, LIMITS);
      if (delayMs === 0) {
        usage.add(now, cost);
        sent.push(now);
        if (sent.length % 997 === 0) {
          usage = createMailboxUsage(usage.write(now));
          handOvers += 1;
        }
      }
      now += Math.max(delayMs, 20);
    }
    let most = 0;
    for (let first = 0, last = 0; last < sent.length; last += 1) {
      while ((sent[first] ?? 0) <= (sent[last] ?? 0) - 10 * MINUTE) first += 1;
      most = Math.max(most, last - first + 1);
    }
    expect(most).toBeLessThanOrEqual(10_000);
    expect(sent.length).toBeGreaterThan(2.8 * 9_000);
    expect(handOvers).toBeGreaterThan(20);
  });

  test("stays below 150 MB in any 5 minutes over hand-overs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 14_000_000 }), { minLength: 20, maxLength: 60 }),
        (sizes) => {
          let usage = createMailboxUsage();
          const sent: { at: number; bytes: number }[] = [];
          let now = 0;
          for (const bytes of sizes) {
            now += usage.delayMs(now, { requests: 1, uploadBytes: bytes }, LIMITS);
            usage.add(now, { requests: 1, uploadBytes: bytes });
            sent.push({ at: now, bytes });
            if (sent.length % 3 === 0) usage = createMailboxUsage(usage.write(now));
            now += 100;
          }
          for (const first of sent) {
            const within = sent.filter((each) => each.at >= first.at && each.at < first.at + 5 * MINUTE);
            expect(within.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(150_000_000);
          }
        },
      ),
    );
  });

  test("lets through what alone is over the limit once nothing else counts", () => {
    const huge = { requests: 1, uploadBytes: 200_000_000 };
    const usage = createMailboxUsage();
    expect(usage.delayMs(0, huge, LIMITS)).toBe(0);
    usage.add(0, { requests: 1, uploadBytes: 1 });
    expect(usage.delayMs(1_000, huge, LIMITS)).toBe(5 * MINUTE + 19_000);
  });

  test("says when more was asked than may stay unwritten, and its row stays small", () => {
    const usage = createMailboxUsage();
    usage.add(0, { requests: MOST_UNWRITTEN.requests / 2 - 1, uploadBytes: 0 });
    expect(usage.isWritingDue()).toBe(false);
    usage.add(0, { requests: 1, uploadBytes: 0 });
    expect(usage.isWritingDue()).toBe(true);
    usage.write(0);
    expect(usage.isWritingDue()).toBe(false);
    for (let now = 0; now < 60 * MINUTE; now += 500) usage.add(now, { requests: 1, uploadBytes: 1 });
    expect(usage.write(60 * MINUTE).length).toBeLessThanOrEqual(31);
  });

  test("counts what a worker with a clock ahead has asked, for longer rather than not at all", () => {
    const usage = createMailboxUsage([{ startMs: MINUTE, requests: 9_800, uploadBytes: 0 }]);
    usage.add(0, { requests: 1, uploadBytes: 0 });
    expect(usage.delayMs(0, { requests: 1, uploadBytes: 0 }, LIMITS)).toBe(11 * MINUTE + 20_000);
  });
});
