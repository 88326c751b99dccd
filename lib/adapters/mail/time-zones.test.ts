import { afterEach, describe, expect, test } from "vitest";
import { messageJson } from "#lib/adapters/graph/message-body.ts";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { nextOccurrence } from "#lib/domain/schedule.ts";
import { createMailReader } from "./mail-reader.ts";

const atHome = process.env["TZ"];
afterEach(() => {
  if (atHome === undefined) delete process.env["TZ"];
  else process.env["TZ"] = atHome;
});

/** One with the offset named, one that leaves it out, one on the night when Berlin's clocks go back. */
const MAILS = [
  ["Sat, 21 Nov 2026 14:03:22 +0000", "2026-11-21T14:03:22Z"],
  ["Sat, 21 Nov 2026 14:03:22 -0500", "2026-11-21T19:03:22Z"],
  ["21 Nov 2026 14:03:22", "2026-11-21T14:03:22Z"],
  ["Sun, 25 Oct 2026 02:30:00 +0200", "2026-10-25T00:30:00Z"],
] as const;

/** What reaches Graph of an item, whatever zone the process lives in. */
async function timesSent(date: string): Promise<string[]> {
  const text = [
    'From: "Ada 12125550101" <ada@contoso.example>',
    'To: "Bob 12125550102" <bob@contoso.example>',
    `Date: ${date}`,
    "Subject: SMS from 12125550101 to 12125550102",
    "",
    "hello",
  ].join("\r\n");
  const bytes = Buffer.from(text);
  const reader = createMailReader();
  const sentAt = (await reader.readEnvelope(bytes, "US"))?.sentAt;
  const kind = findConnectorKind("att-network");
  if (!sentAt || !kind) throw new Error("the mail was not read");
  const { message } = await reader.readMessage(bytes, { kind, itemKind: "sms", sentAt });
  const json = messageJson(message, { importKey: "0".repeat(64), sha256: "0".repeat(64) }, "complete");
  return [...json.matchAll(/"value":"(\d{4}-[^"]+Z)"/g)].map(([, time]) => time ?? "");
}

describe.each([
  ["UTC", 0],
  ["America/New_York", 300],
  ["Europe/Berlin", -60],
  ["Asia/Kolkata", -330],
])("a worker in the zone %s (R26)", (zone, minutesBehind) => {
  test.each(MAILS)("sends a message of %s with that very time", async (date, expected) => {
    process.env["TZ"] = zone;
    expect(new Date("2026-01-01T00:00:00Z").getTimezoneOffset()).toBe(minutesBehind);
    // Sent and received.
    expect(await timesSent(date)).toEqual([expected, expected]);
  });

  test("runs a connector of Berlin at Berlin's time", () => {
    process.env["TZ"] = zone;
    const next = nextOccurrence({ time: "02:00", zone: "Europe/Berlin" }, new Date("2026-11-25T10:00:00Z"));
    expect(next.toISOString()).toBe("2026-11-26T01:00:00.000Z");
  });
});
