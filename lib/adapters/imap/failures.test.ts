import { describe, expect, test } from "vitest";
import { failureOf } from "./failures.ts";

const errorWith = (told: Record<string, unknown>) => Object.assign(new Error("Command failed"), told);
const refused = (serverResponseCode?: string) =>
  errorWith({ responseStatus: "NO", ...(serverResponseCode !== undefined && { serverResponseCode }) });

describe("an error of the IMAP client", () => {
  test.each([
    ["LIMIT", "throttled", "transient", "mailbox"],
    ["THROTTLED", "throttled", "transient", "mailbox"],
    ["INUSE", "mailbox-unreachable", "transient", "mailbox"],
    ["UNAVAILABLE", "mailbox-unreachable", "transient", "mailbox"],
    ["OVERQUOTA", "mailbox-full", "permanent", "mailbox"],
    ["TRYCREATE", "folder-missing", "transient", "mailbox"],
    ["TOOBIG", "message-too-large", "permanent", "delivery"],
    ["NOPERM", "mailbox-access-denied", "permanent", "mailbox"],
    [undefined, "message-refused", "permanent", "delivery"],
  ])("to an append with [%s] is %s, and was certainly not carried out", (code, failure, kind, scope) => {
    expect(failureOf(refused(code), "append")).toMatchObject({
      code: failure,
      kind,
      scope,
      isOutcomeUnknown: false,
    });
  });

  test("with Exchange's wish for a pause is throttled for as long (R49)", () => {
    const error = errorWith({ code: "ETHROTTLE", responseStatus: "BAD", throttleReset: 299_609 });
    expect(failureOf(error, "append")).toMatchObject({ code: "throttled", retryAfterMs: 299_609 });
  });

  test.each(["NoConnection", "EConnectionClosed", "ECONNRESET", "ETIMEOUT"])(
    "of a connection that ended as %s leaves an append's outcome open, and no other command's",
    (code) => {
      expect(failureOf(errorWith({ code }), "append")).toMatchObject({ isOutcomeUnknown: true });
      expect(failureOf(errorWith({ code }), "other")).toMatchObject({ isOutcomeUnknown: false });
    },
  );

  test("that is a bug of our own is thrown as it is", () => {
    const bug = new TypeError("undefined is not a function");
    expect(() => failureOf(bug, "append")).toThrow(bug);
  });
});
