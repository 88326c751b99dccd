import { findLockedConnector } from "#lib/db/connectors.ts";
import { type InsertedRun, insertRun } from "#lib/db/insert-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refuseRunNow } from "../shared/refuse-run.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * Run now: queues the import of everything since the last complete one.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-to-import`
 */
export async function startRun(context: ServiceContext, connectorId: string): Promise<InsertedRun> {
  authorize(context, "run");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const run = await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    await refuseRunNow(tx, connector);
    const inserted = await insertRun(tx, tenantId, connector, "manual", now);
    if (!inserted) {
      throw new Refusal(
        "nothing-to-import",
        "The last import ended at this very moment, so there is nothing to import yet. Try again in a minute.",
      );
    }
    await recordDeed(tx, context, {
      action: "start-run",
      targetKind: "run",
      targetId: inserted.runId,
      after: { connectorId, jobId: inserted.jobId },
    });
    return inserted;
  });
  await hintRun(context.world, run.runId);
  return run;
}
