import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failureOf, isThrottle, unanswered } from "./failures.ts";
import { problemOf } from "./wire.ts";

const sample = (name: string) =>
  problemOf(readFileSync(new URL(`samples/${name}.json`, import.meta.url), "utf8"));
const refused = (status: number, name?: string) => ({
  status,
  retryAfterMs: undefined,
  ...(name === undefined ? { code: "", requestId: undefined } : sample(name)),
});

describe("what Graph's refusals mean for a create", () => {
  it.each([
    [429, "429-concurrency", "throttled", "transient", "mailbox"],
    [429, undefined, "throttled", "transient", "mailbox"],
    [503, "429-concurrency", "throttled", "transient", "mailbox"],
    [401, "401-token", "consent-missing", "permanent", "connector"],
    [403, "403-raop", "mailbox-access-denied", "permanent", "mailbox"],
    [404, "404-no-mailbox", "mailbox-not-enabled", "permanent", "mailbox"],
    [404, "404-user-not-found", "mailbox-not-enabled", "permanent", "mailbox"],
    [404, "404-item-not-found", "folder-missing", "transient", "mailbox"],
    [507, "507-quota", "mailbox-full", "permanent", "mailbox"],
    [400, "507-quota", "mailbox-full", "permanent", "mailbox"],
    [413, "413-too-large", "message-too-large", "permanent", "delivery"],
    [413, undefined, "message-too-large", "permanent", "delivery"],
    [400, undefined, "message-refused", "permanent", "delivery"],
    [503, undefined, "mailbox-unreachable", "transient", "delivery"],
    [500, undefined, "mailbox-unreachable", "transient", "delivery"],
  ])("%i %s: %s, %s, scope %s", (status, name, code, kind, scope) => {
    expect(failureOf(refused(status, name), false)).toMatchObject({ code, kind, scope });
  });
});

describe("an open outcome", () => {
  it.each([500, 502, 503, 504, 408, 202, 302])(
    "is left by %i to a create, and not to what may be repeated",
    (status) => {
      expect(failureOf(refused(status), false).isOutcomeUnknown).toBe(true);
      expect(failureOf(refused(status), true).isOutcomeUnknown).toBe(false);
    },
  );

  it.each([400, 401, 403, 404, 413, 429, 507])("is not left by %i", (status) => {
    expect(failureOf(refused(status), false).isOutcomeUnknown).toBe(false);
  });

  it("is left by silence, unless nothing was sent", () => {
    expect(unanswered(true)).toMatchObject({
      code: "mailbox-unreachable",
      kind: "transient",
      isOutcomeUnknown: true,
    });
    expect(unanswered(false).isOutcomeUnknown).toBe(false);
  });
});

describe("details", () => {
  it("carry the request id under both spellings, and the wish to wait", () => {
    expect(failureOf(refused(403, "403-raop"), false).requestId).toBe("5f0c1f3e-3c0a-4a5d-9f0e-1f6a2b3c4d5e");
    expect(failureOf(refused(404, "404-item-not-found"), false).requestId).toBe(
      "6a7b8c9d-3c0a-4a5d-9f0e-1f6a2b3c4d5e",
    );
    expect(failureOf({ ...refused(429), retryAfterMs: 10_000 }, false).retryAfterMs).toBe(10_000);
  });

  it("never carry Microsoft's text, which may quote an address", () => {
    expect(failureOf(refused(403, "403-raop"), false).message).not.toContain("RAOP");
  });

  it("of an unexpected body are left out", () => {
    expect(problemOf("<html>Bad gateway</html>")).toEqual({ code: "", requestId: undefined });
    expect(problemOf("")).toEqual({ code: "", requestId: undefined });
  });

  it("tell a throttle by code as well as by status", () => {
    expect(isThrottle(refused(503, "429-concurrency"))).toBe(true);
    expect(isThrottle(refused(503))).toBe(false);
  });
});
