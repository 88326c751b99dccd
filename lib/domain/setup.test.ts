import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findSetupStep, firstOpenStep, isStepReachable, SETUP_STEPS, type SetupProgress } from "./setup.ts";

const progress = (change: Partial<SetupProgress> = {}): SetupProgress => ({
  areTermsAccepted: true,
  isSourceValidated: true,
  isMappingChosen: true,
  isConsentProven: true,
  isRoleChecked: true,
  ...change,
});

describe("the wizard", () => {
  test.each([
    ["terms", progress({ areTermsAccepted: false })],
    ["login", progress({ isSourceValidated: false })],
    ["user-mapping", progress({ isMappingChosen: false })],
    ["admin-consent", progress({ isConsentProven: false })],
    ["admin-consent", progress({ isRoleChecked: false })],
    ["review", progress()],
  ] as const)("opens at %s when it has got %o", (step, draft) => {
    expect(firstOpenStep(draft)).toBe(step);
  });

  test("lets nobody past the first step that lacks something, and everybody back", () => {
    const flag = fc.boolean();
    const draft = fc.record({
      areTermsAccepted: flag,
      isSourceValidated: flag,
      isMappingChosen: flag,
      isConsentProven: flag,
      isRoleChecked: flag,
    });
    fc.assert(
      fc.property(draft, (each) => {
        const reachable = SETUP_STEPS.map(({ id }) => isStepReachable(id, each));
        expect(reachable.lastIndexOf(true)).toBe(
          SETUP_STEPS.findIndex(({ id }) => id === firstOpenStep(each)),
        );
        expect(reachable.indexOf(false)).toBe(
          reachable.lastIndexOf(true) === 4 ? -1 : reachable.lastIndexOf(true) + 1,
        );
      }),
    );
  });

  test("finds a step by its id, and none by another word", () => {
    for (const { id } of SETUP_STEPS) expect(findSetupStep(id)).toBe(id);
    expect(findSetupStep("toString")).toBeUndefined();
    expect(findSetupStep("")).toBeUndefined();
  });
});
