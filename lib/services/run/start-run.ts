import type { Tx } from "#lib/db/client.ts";
import { type ConnectorRow, findLockedConnector } from "#lib/db/connectors.ts";
import { findActiveRun } from "#lib/db/find-run.ts";
import { type InsertedRun, insertRun } from "#lib/db/insert-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { recordDeed } from "../shared/record-deed.ts";
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
    await refuseNow(tx, connector);
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

async function refuseNow(tx: Tx, connector: ConnectorRow): Promise<void> {
  if (connector.state === "paused") {
    throw new Refusal("paused", "The connector is paused, so nothing is imported. Resume it first.");
  }
  const active = await findActiveRun(tx, connector.tenantId, connector.id);
  if (!active) return;
  throw new Refusal(
    "run-active",
    `The import ${active.jobId} is not finished yet. A connector imports one window after the other; wait for it or cancel it.`,
  );
}
