import { describe, expect, it } from "vitest";
import { MICROSOFT_LIMITS } from "../options.ts";
import { ADA, sampleMessage, startTestClient } from "../test-client.ts";
import { MailboxLimits } from "./limits.ts";

const INBOX = `/users/${ADA}/mailFolders/inbox`;

describe("limits of one app at one mailbox", () => {
  it("refuse the fifth request at a time, and count what was seen", async () => {
    const client = await startTestClient({ latencyMs: 60 });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => client.graph("GET", `${INBOX}?$select=id`)),
    );
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(4);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ code: "ApplicationThrottled" });
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    const other = "/users/grace.hopper@contoso.com/mailFolders/inbox?$select=id";
    const both = await Promise.all([
      ...Array.from({ length: 4 }, () => client.graph("GET", INBOX)),
      client.graph("GET", other),
    ]);
    expect(both.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(await client.control("GET", "stats")).toMatchObject({ throttled: 2, maxInFlight: 6 });
    await client.sandbox.close();
  });

  it("refuse more bytes than a mailbox may take in five minutes", async () => {
    const client = await startTestClient({ limits: { ...MICROSOFT_LIMITS, uploadBytesPer5Minutes: 10_000 } });
    const large = sampleMessage("large", { body: { contentType: "text", content: "x".repeat(9000) } });
    expect((await client.graph("POST", `${INBOX}/messages`, large)).status).toBe(201);
    const second = await client.graph("POST", `${INBOX}/messages`, large);
    expect(second).toMatchObject({ status: 429, code: "ApplicationThrottled" });
    expect(JSON.stringify(second.body)).toContain("IncomingBytes");
    await client.sandbox.close();
  });

  it("let 10,000 requests through in ten minutes, and more when the first are ten minutes old", () => {
    const limits = new MailboxLimits(MICROSOFT_LIMITS);
    const at = (ms: number): string | undefined => limits.excess("ada", 1, 0, ms)?.limit;
    const start = 1_800_000_000_000;
    for (let sent = 0; sent < 10_000; sent += 1) expect(at(start + sent)).toBeUndefined();
    expect(at(start + 60_000)).toBe("MailboxRequests");
    const wait = limits.excess("ada", 1, 0, start + 60_000)?.retryAfterSeconds ?? 0;
    expect(wait).toBeLessThanOrEqual(600);
    expect(at(start + 60_000 + wait * 1000)).toBeUndefined();
    expect(limits.excess("grace", 1, 0, start + 60_000)).toBeUndefined();
  });
});
