import { describe, expect, test } from "vitest";
import type { DeliveryTrace, TracedDelivery, TracedParticipant } from "#lib/domain/traces.ts";
import {
  attachmentWords,
  keepingWords,
  mappingWords,
  participantName,
  requestWords,
  runsWithSeveral,
  withoutDeliveryWords,
} from "./trace-words.ts";

const somebody: TracedParticipant = {
  role: "from",
  phone: "+12125550106",
  address: "ada@contoso.com",
  hasUnreadableNumber: false,
  resolution: "mailbox",
  reason: null,
  via: "email",
  mailbox: "ada@contoso.com",
  isOfMailbox: true,
  mappingVersion: null,
  mappingLine: null,
};

describe("a participant of a delivery's trace", () => {
  test.each<[string, Partial<TracedParticipant>]>([
    ["From +12125550106, ada@contoso.com", {}],
    ["To +12125550106", { role: "to", address: null }],
    [
      "Copy to a number that cannot be read",
      { role: "cc", phone: null, address: null, hasUnreadableNumber: true },
    ],
    ["From an unnamed person", { phone: null, address: null }],
  ])("is named %s", (name, changes) => {
    expect(participantName({ ...somebody, ...changes })).toBe(name);
  });

  test.each<[string, Partial<TracedParticipant>, RegExp]>([
    [
      "mapped by a row",
      { via: "custom", mappingVersion: 3, mappingLine: 17 },
      /custom mapping, version 3, line 17\.$/,
    ],
    [
      "mapped by a row of a version that is not known",
      { via: "custom" },
      /which version of it was not recorded/,
    ],
    ["mapped by the directory", {}, /exactly one member, who has a mailbox/],
    [
      "unmapped",
      { resolution: "unmapped", reason: "user-disabled", via: null },
      /account is disabled.*Enable/,
    ],
    ["external", { resolution: "external", via: null }, /Outside of your organization/],
    [
      "left out",
      { resolution: "left-out" },
      /Mailbox ada@contoso.com, which the connector's scope leaves out\. No copy goes there/,
    ],
    ["not mapped yet", { resolution: null, via: null }, /Not mapped yet/],
  ])("says how it was %s", (_case, changes, words) => {
    const { sentence, remedy } = mappingWords({ ...somebody, ...changes });
    expect(`${sentence} ${remedy}`.trim()).toMatch(words);
  });
});

describe("a delivery's trace", () => {
  const trace = (changes: Partial<DeliveryTrace>): DeliveryTrace => ({
    deliveryId: "1",
    run: { runId: "run", jobId: "ATT-000001" },
    mailbox: "ada@contoso.com",
    state: "imported",
    reason: null,
    item: {
      sourceItemId: "item",
      kind: "sms",
      sentAt: "2026-11-22T00:00:00Z",
      archivedAt: "2026-11-22T00:00:00Z",
      sha256: "",
      sizeBytes: 1,
      pack: null,
    },
    participants: [],
    skippedBytes: [],
    attempts: 1,
    lostCount: 0,
    postedAt: null,
    settledAt: null,
    earlier: [],
    importKey: "",
    messageId: null,
    folderId: null,
    verifiedAt: null,
    ...changes,
  });

  test("tells what was left out, what was not, and what is not decided", () => {
    expect(attachmentWords(trace({ skippedBytes: [12_582_912] }), "en-US")).toMatch(/over 10 MB: 12 MB\./);
    expect(attachmentWords(trace({}), "en-US")).toMatch(/at most 10 MB and was imported/);
    expect(attachmentWords(trace({ state: "duplicate" }), "en-US")).toMatch(/nothing was sent/);
    expect(attachmentWords(trace({ state: "failed" }), "en-US")).toMatch(/^Decided when/);
  });

  test("counts the requests that are known, and those that got lost", () => {
    expect(requestWords(trace({ attempts: 0 }))).toBe("None was sent.");
    expect(requestWords(trace({}))).toBe("1 was sent.");
    expect(requestWords(trace({ attempts: 3, lostCount: 2 }))).toMatch(/^3 were sent.*2 of them turned out/);
  });

  test("says how long the original is kept", () => {
    const pack = {
      packId: "p",
      storedAt: "2026-11-22T00:00:00Z",
      deleteAfter: null,
      deletedAt: null,
      keepDays: 30,
    };
    const day = "2026-12-22T00:00:00Z";
    expect(keepingWords(null)).toBe("Not staged yet");
    expect(keepingWords(pack)).toMatch(/until it is settled.*and 30 days more$/);
    expect(keepingWords({ ...pack, keepDays: null })).toMatch(/forever, as the retention rule says$/);
    expect(keepingWords({ ...pack, deleteAfter: day })).toMatch(/until$/);
    expect(keepingWords({ ...pack, deletedAt: day })).toBe("Deleted by the retention rule of 30 days,");
    expect(keepingWords({ ...pack, deletedAt: day, keepDays: null })).toBe("Deleted");
  });
});

describe("an item's deliveries", () => {
  test.each([
    ["listed", /^None yet/],
    ["staged", /^None yet/],
    ["not-imported", /^None in any run/],
    ["rejected", /^None in any run/],
  ] as const)("are missing of one that is %s, for a reason", (state, words) => {
    expect(withoutDeliveryWords(state)).toMatch(words);
  });

  test("are listed together in the runs that account for several of them", () => {
    const of = (deliveryId: string, runId: string): TracedDelivery => ({
      deliveryId,
      run: { runId, jobId: `ATT-${runId}` },
      mailbox: "ada@contoso.com",
      state: "imported",
      reason: null,
    });
    expect(runsWithSeveral([])).toEqual([]);
    expect(runsWithSeveral([of("1", "1"), of("2", "2")])).toEqual([]);
    const several = [of("1", "1"), of("2", "2"), of("3", "1"), of("4", "1")];
    expect(runsWithSeveral(several)).toEqual([{ runId: "1", jobId: "ATT-1" }]);
  });
});
