import type { Tx } from "#lib/db/client.ts";
import type { ConnectorRow } from "#lib/db/connectors.ts";
import { type InsertedRun, insertRunOver } from "#lib/db/insert-run.ts";
import { countUnmappedItems, type UnmappedItems, type UnmappedSelection } from "#lib/db/unmapped-items.ts";

/** The run is missing where nobody has an item of that time. */
export type QueuedReplay = Pick<UnmappedItems, "items" | "lost"> & { run: InsertedRun | undefined };

/** Queues a run that maps those items once more. The caller has locked the connector, and it takes a run now. */
export async function queueReplay(
  tx: Tx,
  connector: ConnectorRow,
  selection: UnmappedSelection,
  now: Date,
): Promise<QueuedReplay> {
  const { items, lost, first, last } = await countUnmappedItems(tx, connector, selection);
  if (first === null || last === null) return { items, lost, run: undefined };
  // A window is half-open.
  const window = { from: first, to: new Date(last.getTime() + 1) };
  const seed = { window, trigger: "replay", replays: selection.identity, isListed: true } as const;
  return { items, lost, run: await insertRunOver(tx, connector.tenantId, connector, seed, now) };
}
