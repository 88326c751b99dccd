/** The wizard's steps in their order. Source: "Create a AT&T Network connector", steps 3 to 8. */
export const SETUP_STEPS = [
  { id: "terms", title: "Terms of service" },
  { id: "login", title: "Login to TeleMessage" },
  { id: "user-mapping", title: "User mapping" },
  { id: "admin-consent", title: "Admin consent" },
  { id: "review", title: "Review" },
] as const;

export type SetupStep = (typeof SETUP_STEPS)[number]["id"];

/** What a draft has got so far, as far as the order of the steps depends on it. */
export type SetupProgress = {
  areTermsAccepted: boolean;
  isSourceValidated: boolean;
  isMappingChosen: boolean;
  isConsentProven: boolean;
  isRoleChecked: boolean;
};

/** A step by its id, as it stands in the path. */
export function findSetupStep(id: string): SetupStep | undefined {
  return SETUP_STEPS.find((step) => step.id === id)?.id;
}

/** The first step that still lacks something: no later one can be opened. */
export function firstOpenStep(progress: SetupProgress): SetupStep {
  if (!progress.areTermsAccepted) return "terms";
  if (!progress.isSourceValidated) return "login";
  if (!progress.isMappingChosen) return "user-mapping";
  if (!progress.isConsentProven || !progress.isRoleChecked) return "admin-consent";
  return "review";
}

/** Whether the admin may open `step` now: every step before it is complete. */
export function isStepReachable(step: SetupStep, progress: SetupProgress): boolean {
  const order = SETUP_STEPS.map((each) => each.id);
  return order.indexOf(step) <= order.indexOf(firstOpenStep(progress));
}
