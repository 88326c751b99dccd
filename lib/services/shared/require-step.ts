import type { Tx } from "#lib/db/client.ts";
import { setupProgressOf } from "#lib/db/connector-settings.ts";
import type { ConnectorRow } from "#lib/db/connectors.ts";
import { readConsent } from "#lib/db/tenants.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { firstOpenStep, isStepReachable, SETUP_STEPS, type SetupStep } from "#lib/domain/setup.ts";

/**
 * The wizard goes in order, whoever sends the form. A connector that was created has been through all of it.
 * @throws Refusal `step-not-reached`
 */
export async function requireStep(tx: Tx, connector: ConnectorRow, step: SetupStep): Promise<void> {
  if (connector.state !== "draft") return;
  const consent = await readConsent(tx, connector.tenantId);
  const progress = setupProgressOf(connector, consent.state);
  if (isStepReachable(step, progress)) return;
  throw new Refusal(
    "step-not-reached",
    `The step “${titleOf(firstOpenStep(progress))}” is not complete yet. Complete it first.`,
  );
}

export function titleOf(step: SetupStep): string {
  return SETUP_STEPS.find(({ id }) => id === step)?.title ?? step;
}
