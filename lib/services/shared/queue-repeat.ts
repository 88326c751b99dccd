import type { AuditFields } from "#lib/domain/audit.ts";
import type { Tx } from "#lib/db/client.ts";
import { findLockedConnector } from "#lib/db/connectors.ts";
import { type InsertedRun, insertRunOver, type RunSeed } from "#lib/db/insert-run.ts";
import type { ServiceContext } from "../context.ts";
import { recordDeed } from "./record-deed.ts";
import { refuseRunNow } from "./refuse-run.ts";
import { connectorNotFound } from "./refusals.ts";

/** Queues a run over a past window, with its audit row. @throws Refusal `not-found` | `paused` | `run-active` */
export async function queueRepeat(
  tx: Tx,
  context: ServiceContext,
  connectorId: string,
  deed: { action: string; seed: RunSeed; remarks: AuditFields },
  now: Date,
): Promise<InsertedRun> {
  const { tenantId } = context.viewer;
  const connector = await findLockedConnector(tx, tenantId, connectorId);
  if (!connector || connector.state === "draft") throw connectorNotFound();
  await refuseRunNow(tx, connector);
  const run = await insertRunOver(tx, tenantId, connector, deed.seed, now);
  await recordDeed(tx, context, {
    action: deed.action,
    targetKind: "run",
    targetId: run.runId,
    after: { connectorId, jobId: run.jobId, ...deed.remarks },
  });
  return run;
}
