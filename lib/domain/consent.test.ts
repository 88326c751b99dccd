import { describe, expect, test } from "vitest";

import { consentAfterProof, declineDetail } from "./consent.ts";

const knows = (state: Parameters<typeof consentAfterProof>[0]["state"], detail: string | null = null) => ({
  state,
  detail,
});

describe("what is known of a consent after Microsoft was asked", () => {
  test.each([
    ["a grant counts, whatever was known", knows("declined"), knows("granted"), "granted"],
    ["a grant for a scope of mailboxes counts", knows("unknown"), knows("granted-scoped"), "granted-scoped"],
    ["one that is still on its way stays so", knows("pending"), knows("unknown"), "pending"],
    ["a refusal stays a refusal", knows("declined"), knows("unknown"), "declined"],
    ["a grant that is gone was withdrawn", knows("granted"), knows("unknown"), "unknown"],
  ])("%s", (_rule, known, proof, state) => {
    expect(consentAfterProof(known, proof).state).toBe(state);
  });

  test("a withdrawn grant says so", () => {
    expect(consentAfterProof(knows("granted"), knows("unknown")).detail).toContain("withdrawn");
  });
});

describe("why a consent was declined", () => {
  test.each([
    ["access_denied", undefined, /Cancel/],
    ["access_denied", "AADSTS65004: User declined to consent.", /Cancel/],
    ["access_denied", "AADSTS90094: Admin consent is required.", /global admin/],
    ["something_new", "AADSTS999999: <script>", /AADSTS999999/],
    ["something_new", "no code at all", /did not say why/],
  ])("%s with %s", (error, description, words) => {
    const detail = declineDetail(error, description);
    expect(detail).toMatch(words);
    // The text comes through the browser: nothing of it is shown.
    expect(detail).not.toContain("<script>");
  });

  test.each(["constructor", "toString", "__proto__"])("an error named %s is no reason", (error) => {
    expect(typeof declineDetail(error, undefined)).toBe("string");
  });
});
