import { describe, expect, test } from "vitest";
import { ACCESS_REASONS, ALERT_KINDS, ALERT_RULES, alertRulesOf, alertWords } from "./alert.ts";

describe("rules of alerts", () => {
  test("are all on, at the usual thresholds, until somebody changes one", () => {
    const rules = alertRulesOf(new Map());
    expect(Object.values(rules).every(({ isOn }) => isOn)).toBe(true);
    expect(rules["run-missing"].threshold).toBe(26);
    expect(rules["run-failed"].threshold).toBeNull();
  });

  test("are as they were changed, and a kind without a threshold has none", () => {
    const changed = new Map([
      ["run-missing", { isOn: false, threshold: 48 }],
      ["run-failed", { isOn: true, threshold: 7 }],
      ["of a newer program", { isOn: true, threshold: 7 }],
    ]);
    const rules = alertRulesOf(changed);
    expect(rules["run-missing"]).toEqual({ isOn: false, threshold: 48 });
    expect(rules["run-failed"]).toEqual({ isOn: true, threshold: null });
    expect(Object.keys(rules)).toEqual([...ALERT_KINDS]);
  });

  test.each(ALERT_KINDS)("%s: the usual threshold lies between its bounds", (kind) => {
    const { threshold } = ALERT_RULES[kind];
    if (!threshold) return;
    expect(threshold.usual).toBeGreaterThanOrEqual(threshold.least);
    expect(threshold.usual).toBeLessThanOrEqual(threshold.most);
  });
});

describe("an alert's words", () => {
  test.each(ALERT_KINDS)("%s says what and what to do, with a reason or without", (kind) => {
    for (const code of [null, ...ACCESS_REASONS, "of-a-newer-program"]) {
      const { sentence, remedy } = alertWords({ kind, code, amount: 3, jobId: "ATT-000017" });
      expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("of a failed run name its Job ID and its reason", () => {
    const words = alertWords({
      kind: "run-failed",
      code: "message-created-as-draft",
      amount: null,
      jobId: "ATT-000017",
    });
    expect(words.sentence).toMatch(/^The run ATT-000017 failed\. Exchange Online created a draft/);
    const unknown = alertWords({ kind: "run-failed", code: null, amount: null, jobId: null });
    expect(unknown.sentence).toBe("The run failed.");
  });
});
