import { postponePacks, recordDeletedPacks } from "#lib/db/deleted-packs.ts";
import { holdRetention, leaveRetention, sweepRetention } from "#lib/db/retention-rule.ts";
import { type DuePack, markDuePacks, noteSettledPacks } from "#lib/db/settled-packs.ts";
import { Failure } from "#lib/domain/failure.ts";
import { faultOf, type Log } from "#lib/log.ts";
import { forEachBounded } from "#lib/pipeline/bounded.ts";
import type { VaultShelves } from "#lib/pipeline/ports/vault.ts";
import type { SealAudit } from "#lib/services/context.ts";
import { repackOriginals, type RepackWorld } from "./repack-originals.ts";

/** Whoever keeps the organizations' rules on how long originals are kept. */
export type OriginalsKeeper = {
  /** Looks through what is due to be looked through, and deletes what is due to be deleted. Repeating it is harmless. */
  pass(signal: AbortSignal): Promise<void>;
};

export type KeeperWorld = RepackWorld & {
  shelves: VaultShelves;
  sealAudit: SealAudit;
  readTime(): Promise<Date>;
};

/** What one pass does for an organization at most; the next one goes on. */
const PAGES_A_PASS = 20;
const PACKS_A_PAGE = 50;
const BATCHES_A_PASS = 5;
const PACKS_A_BATCH = 100;
const REMOVALS_AT_ONCE = 8;
const HELD_MS = 86_400_000;

export function createOriginalsKeeper(world: KeeperWorld): OriginalsKeeper {
  return {
    async pass(signal) {
      const now = await world.readTime();
      for (const tenantId of await sweepRetention(world.db, now)) {
        if (signal.aborted) return;
        await keepRule(world, tenantId, now, signal).catch((error: unknown) =>
          note(world.log, tenantId, error),
        );
      }
    },
  };
}

/** One organization's trouble is not the others'. Its hold runs out, and somebody tries again. */
function note(log: Log, tenantId: string, error: unknown): void {
  const code = error instanceof Failure ? { code: error.code } : { fault: faultOf(error) };
  log.error("The retention rule of an organization could not be carried out", { tenantId, ...code });
}

async function keepRule(world: KeeperWorld, tenantId: string, now: Date, signal: AbortSignal): Promise<void> {
  const hold = await holdRetention(world.db, tenantId, now);
  if (!hold) return;
  const lookedTo = await lookThrough(world, tenantId, hold.lookedTo, now, signal);
  const isEmptied = await deleteDue(world, tenantId, now, signal);
  const isDone = lookedTo === undefined && isEmptied;
  await leaveRetention(world.db, tenantId, { lookedTo: lookedTo ?? "", isDone, now });
}

/** @returns where to go on; undefined at the end */
async function lookThrough(
  world: KeeperWorld,
  tenantId: string,
  from: string,
  now: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  let after: string | undefined = from;
  for (let page = 0; page < PAGES_A_PASS && after !== undefined; page += 1) {
    const last: string | undefined = await noteSettledPacks(world.db, tenantId, after, PACKS_A_PAGE, now);
    const range = { after, upTo: last, now, limit: PACKS_A_PAGE };
    const parted = await repackOriginals(world, tenantId, range, signal);
    if (parted > 0)
      world.log.info("Originals that are still needed were parted from the rest", {
        tenantId,
        count: parted,
      });
    after = last;
  }
  return after;
}

/** @returns whether nothing is left that is due */
async function deleteDue(
  world: KeeperWorld,
  tenantId: string,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  for (let batch = 0; batch < BATCHES_A_PASS; batch += 1) {
    const due = await markDuePacks(world.db, tenantId, PACKS_A_BATCH, now);
    if (due.length > 0) await deletePacks(world, tenantId, due, now, signal);
    if (due.length < PACKS_A_BATCH) return true;
  }
  return false;
}

/** Effect before state: a blob that is gone while its row does not say so is asked for once more. */
async function deletePacks(
  { db, shelves, sealAudit, log }: KeeperWorld,
  tenantId: string,
  due: readonly DuePack[],
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const gone: DuePack[] = [];
  const held: string[] = [];
  const removing = forEachBounded(due, REMOVALS_AT_ONCE, async (pack) => {
    const outcome = await shelves.remove(pack.blobName, signal);
    if (outcome === "gone") gone.push(pack);
    else held.push(pack.packId);
  });
  const failure = await removing.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  let count = 0;
  for (const [retentionDays, packs] of Map.groupBy(gone, (pack) => pack.retentionDays)) {
    const packIds = packs.map(({ packId }) => packId);
    count += await recordDeletedPacks(db, sealAudit, { tenantId, packIds, retentionDays, now });
  }
  if (count > 0) log.info("Originals were deleted by the retention rule", { tenantId, count });
  if (held.length > 0) {
    await postponePacks(db, tenantId, held, new Date(now.getTime() + HELD_MS));
    log.warn("The storage does not let go of originals that are due", { tenantId, count: held.length });
  }
  if (failure) throw failure.error;
}
