import { findLockedConnector } from "#lib/db/connectors.ts";
import { findUnmapped } from "#lib/db/unmapped-items.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { type QueuedReplay, queueReplay } from "../shared/queue-replay.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refuseRunNow } from "../shared/refuse-run.ts";
import { connectorNotFound, nobodyUnmapped } from "../shared/refusals.ts";

/**
 * Looks once more for the mailboxes of those who had none, by the mapping and the directory as they are now, and imports
 * what is found from the vault. Without an id, of everybody.
 * @throws Refusal `not-found` | `nobody-unmapped` | `paused` | `run-active`
 */
export async function replayUnmapped(
  context: ServiceContext,
  connectorId: string,
  unmappedId?: string,
): Promise<QueuedReplay> {
  authorize(context, "run");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const replay = await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const unmapped = unmappedId === undefined ? undefined : await findUnmapped(tx, connector, unmappedId);
    if (unmappedId !== undefined && !unmapped) throw nobodyUnmapped();
    await refuseRunNow(tx, connector);
    const queued = await queueReplay(tx, connector, { identity: unmapped?.identity }, now);
    if (!queued.run) throw nobodyUnmapped();
    await recordDeed(tx, context, {
      action: "replay-unmapped",
      targetKind: "run",
      targetId: queued.run.runId,
      after: {
        connectorId,
        jobId: queued.run.jobId,
        of: unmapped ? unmapped.identity : "everybody",
        items: queued.items,
      },
    });
    return queued;
  });
  if (replay.run) await hintRun(context.world, replay.run.runId);
  return replay;
}
