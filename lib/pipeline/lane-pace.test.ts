import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { costOf, createLanePace } from "./lane-pace.ts";
import type { Letter } from "./ports.ts";

const MINUTE = 60_000;
const at = (ms: number) => new Date(Date.UTC(2026, 10, 21) + ms);

describe("the pace of a lane", () => {
  test("stays below 10,000 requests in any 10 minutes, and wastes little of them", () => {
    const pace = createLanePace();
    const sent: number[] = [];
    for (let now = 0; now < 30 * MINUTE;) {
      const delayMs = pace.delayMs(at(now), { requests: 1, uploadBytes: 2_000 });
      if (delayMs === 0) {
        pace.spend(at(now), 1, 2_000);
        sent.push(now);
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
  });

  test("stays below 150 MB in any 5 minutes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 14_000_000 }), { minLength: 20, maxLength: 60 }),
        (sizes) => {
          const pace = createLanePace();
          const sent: { at: number; bytes: number }[] = [];
          let now = 0;
          for (const bytes of sizes) {
            now += pace.delayMs(at(now), { requests: 1, uploadBytes: bytes });
            pace.spend(at(now), 1, bytes);
            sent.push({ at: now, bytes });
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
    expect(createLanePace().delayMs(at(0), { requests: 1, uploadBytes: 200_000_000 })).toBe(0);
  });
});

describe("the cost of a message", () => {
  const message = (...sizes: number[]): Letter => ({
    kind: "composed",
    message: {
      subject: "",
      body: { contentType: "text", content: "hello" },
      from: { name: "", address: "" },
      to: [],
      cc: [],
      internetMessageId: undefined,
      sentAt: at(0),
      receivedAt: at(0),
      messageClass: "IPM.Note.ATTNetwork.SMS",
      attachments: sizes.map((size) => ({
        name: "",
        contentType: "",
        bytes: new Uint8Array(size),
        contentId: undefined,
        isInline: false,
      })),
    },
  });

  test.each([
    ["a text", message(), 1],
    ["a picture that fits into the request", message(2_000_000), 1],
    ["a picture that does not", message(2_900_000), 3],
    ["a film by an upload session", message(9 * 1024 * 1024), 6],
    ["an original", { kind: "original", bytes: new Uint8Array(9), sentAt: at(0) } as const, 0],
  ])("%s", (_what, sample, requests) => {
    expect(costOf(sample).requests).toBe(requests);
  });
});
