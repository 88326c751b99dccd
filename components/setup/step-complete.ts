import { firstOpenStep, SETUP_STEPS, type SetupProgress, type SetupStep } from "#lib/domain/setup.ts";

const indexOf = (step: SetupStep) => SETUP_STEPS.findIndex(({ id }) => id === step);

/** Whether a step has got everything: it lies before the first that lacks something. */
export function isStepComplete(step: SetupStep, progress: SetupProgress): boolean {
  return indexOf(step) < indexOf(firstOpenStep(progress));
}

export function stepBefore(step: SetupStep): SetupStep | undefined {
  return SETUP_STEPS[indexOf(step) - 1]?.id;
}

/** The step after, for every step but the last. */
export function stepAfter(step: SetupStep): SetupStep {
  return SETUP_STEPS[indexOf(step) + 1]?.id ?? "review";
}
