import type { Db } from "#lib/db/client.ts";
import {
  destroyKeys,
  forgetPeople,
  readHoldings,
  recordCleared,
  stopConnectors,
} from "#lib/db/forgotten-tenants.ts";
import { isUuid } from "#lib/db/ids.ts";
import type { VaultShelves } from "#lib/pipeline/ports/vault.ts";
import type { SealAudit } from "#lib/services/context.ts";

export type ForgetWorld = {
  db: Db;
  shelves: VaultShelves;
  sealAudit: SealAudit;
  now(): Date;
  /** Lets a moment pass for the workers to put active runs down. */
  pause(): Promise<void>;
};

/** `held`: blobs that the storage does not let go of yet; they cannot be opened any more. */
export type Forgotten =
  | { kind: "unknown-tenant" }
  | { kind: "still-running"; jobs: string[] }
  | { kind: "forgotten"; blobs: number; held: number };

/** Each with a pause after it. */
const LOOKS_FOR_ACTIVE_RUNS = 45;

/**
 * Makes everything that an organization stored unreadable, and then deletes it: connectors stop, keys and credentials are
 * destroyed in one transaction, blobs and people follow. The ledger's counts and the audit log stay. `by`: who does it,
 * and why. Safe to interrupt and to repeat.
 */
export async function forgetTenant(world: ForgetWorld, tenantId: string, by: string): Promise<Forgotten> {
  const { db, sealAudit } = world;
  const holdings = () => db.tenant(tenantId, (tx) => readHoldings(tx, tenantId));
  if (!isUuid(tenantId) || !(await holdings())) return { kind: "unknown-tenant" };
  for (let look = 1; ; look += 1) {
    await stopConnectors(db, tenantId, world.now());
    const jobs = (await holdings())?.activeJobs ?? [];
    if (jobs.length === 0) break;
    if (look === LOOKS_FOR_ACTIVE_RUNS) return { kind: "still-running", jobs };
    await world.pause();
  }
  const operator = { by, now: world.now(), seal: sealAudit };
  const isNews = await destroyKeys(db, tenantId, operator);
  const cleared = await clearShelves(world.shelves, tenantId);
  await forgetPeople(db, tenantId);
  if (isNews || cleared.blobs > 0) await recordCleared(db, tenantId, cleared, operator);
  return { kind: "forgotten", blobs: cleared.blobs, held: cleared.held.length };
}

async function clearShelves(
  shelves: VaultShelves,
  tenantId: string,
): Promise<{ blobs: number; held: string[] }> {
  const { signal } = new AbortController();
  const held: string[] = [];
  let blobs = 0;
  for await (const name of shelves.list(tenantId, signal)) {
    if ((await shelves.remove(name, signal)) === "held") held.push(name);
    else blobs += 1;
  }
  return { blobs, held };
}
