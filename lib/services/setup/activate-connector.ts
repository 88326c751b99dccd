import type { Tx } from "#lib/db/client.ts";
import { setupProgressOf } from "#lib/db/connector-settings.ts";
import { type ConnectorRow, findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { findFirstRun } from "#lib/db/find-run.ts";
import { type InsertedRun, insertRun } from "#lib/db/insert-run.ts";
import { readConsent } from "#lib/db/tenants.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { nextOccurrence } from "#lib/domain/schedule.ts";
import { firstOpenStep } from "#lib/domain/setup.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { titleOf } from "../shared/require-step.ts";

/**
 * Finish: the draft becomes a connector, and its first run is queued. A second press finds what the first one made.
 * @throws Refusal `not-found` | `setup-incomplete`
 */
export async function activateConnector(context: ServiceContext, connectorId: string): Promise<InsertedRun> {
  authorize(context, "create");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const run = await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    const first = await findFirstRun(tx, tenantId, connectorId);
    return first ?? activate(tx, context, connector, now);
  });
  await hintRun(context.world, run.runId);
  return run;
}

async function activate(
  tx: Tx,
  context: ServiceContext,
  connector: ConnectorRow,
  now: Date,
): Promise<InsertedRun> {
  await refuseIncomplete(tx, connector);
  const { id: connectorId, tenantId, scheduleTime: time, scheduleZone: zone, firstImportDays } = connector;
  const watermark = new Date(now.getTime() - firstImportDays * 24 * 60 * 60 * 1000);
  const nextRunAt = nextOccurrence({ time, zone }, now);
  await updateConnector(tx, connector, { state: "active", activatedAt: now, watermark, nextRunAt }, now);
  const run = await insertRun(tx, tenantId, { ...connector, watermark }, "first", now);
  if (!run) throw new Error(`the first window of connector ${connectorId} is empty`);
  await recordDeed(tx, context, {
    action: "activate-connector",
    targetKind: "connector",
    targetId: connectorId,
    after: { name: connector.name, firstImportDays, jobId: run.jobId },
  });
  return run;
}

async function refuseIncomplete(tx: Tx, connector: ConnectorRow): Promise<void> {
  const consent = await readConsent(tx, connector.tenantId);
  const open = firstOpenStep(setupProgressOf(connector, consent.state));
  if (open === "review") return;
  throw new Refusal(
    "setup-incomplete",
    `The step “${titleOf(open)}” is not complete, so the connector was not created. Complete the step, then choose Finish again.`,
  );
}
