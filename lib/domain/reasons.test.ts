import { describe, expect, test } from "vitest";

import { Failure, Refusal } from "./failure.ts";
import { reasonOf, REASONS } from "./reasons.ts";

describe("every reason", () => {
  test.each(Object.entries(REASONS))(
    "%s has one plain sentence and one remedy",
    (code, { sentence, remedy }) => {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      for (const text of [sentence, remedy]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text.length).toBeLessThan(160);
      }
      expect(sentence).not.toBe(remedy);
      // The code, a status or a class name are for the log, not for an admin.
      expect(`${sentence} ${remedy}`).not.toMatch(/undefined|null|Error|HTTP|\b[45]\d\d\b/);
      expect(reasonOf(code)).toEqual({ sentence, remedy });
    },
  );

  test("has a sentence of its own", () => {
    const sentences = Object.values(REASONS).map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test.each(["a-code-of-the-future", "toString", "constructor", ""])(
    "a code that is not known, %s, still gives words",
    (code) => {
      const { sentence, remedy } = reasonOf(code);
      expect(sentence).toContain(code);
      expect(remedy).not.toBe("");
    },
  );
});

describe("a failure", () => {
  test("tells its code and the peer's request id, and nothing else", () => {
    const failure = new Failure("message-refused", {
      kind: "permanent",
      requestId: "req-1",
      cause: new Error("content"),
    });
    expect(failure.message).toBe("message-refused (request req-1)");
    expect(failure).toMatchObject({ code: "message-refused", scope: "delivery", isOutcomeUnknown: false });
  });

  test("a refusal shows its sentence as it is, beside its field", () => {
    const refusal = new Refusal("name-taken", "There is a connector of this name already.", "name");
    expect(refusal).toMatchObject({
      code: "name-taken",
      field: "name",
      message: "There is a connector of this name already.",
    });
  });
});
