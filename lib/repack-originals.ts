import { createHash, randomInt } from "node:crypto";
import type { Db } from "#lib/db/client.ts";
import { listMixedPacks, type MixedPack, moveNeeded } from "#lib/db/mixed-packs.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { Log } from "#lib/log.ts";
import type { PackEntry, StagedLocation, Vault } from "#lib/pipeline/ports/vault.ts";

export type RepackWorld = { db: Db; vault: Pick<Vault, "read" | "writePack">; log: Log };

const EPOCHS = 2 ** 47;

/**
 * One original that is still needed must not keep two hundred others for ever: what is needed moves to a pack of its own,
 * byte for byte, and the rest goes as the rule says. Bytes before rows, and both are read back before a row changes.
 * @returns how many packs were parted
 */
export async function repackOriginals(
  world: RepackWorld,
  tenantId: string,
  range: { after: string; upTo: string | undefined; now: Date; limit: number },
  signal: AbortSignal,
): Promise<number> {
  let parted = 0;
  for (const mixed of await listMixedPacks(world.db, tenantId, range))
    if (await part(world, tenantId, mixed, range.now, signal)) parted += 1;
  return parted;
}

/** A pack of which a copy is lost or altered stays as it is, and keeps no other one back. */
async function part(
  { db, vault, log }: RepackWorld,
  tenantId: string,
  mixed: MixedPack,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const copy = await copyNeeded(vault, tenantId, mixed, signal);
    return await moveNeeded(db, tenantId, mixed, copy, now);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === "transient") throw error;
    log.warn("Originals could not be parted, and stay where they are", { tenantId, code: error.code });
    return false;
  }
}

/** @throws Failure, also where what was read is not what the ledger knows */
async function copyNeeded(
  vault: RepackWorld["vault"],
  tenantId: string,
  { pack, needed }: MixedPack,
  signal: AbortSignal,
) {
  const read = (from: typeof pack, itemId: string, location: StagedLocation) =>
    vault.read(tenantId, itemId, from, location, signal);
  const entries: PackEntry[] = [];
  for (const { itemId, location, sha256 } of needed)
    entries.push({ itemId, bytes: known(await read(pack, itemId, location), sha256) });
  // A name that nobody else takes: another worker's copy of the same must not be written over.
  const claim = { tenantId, runId: "kept", epoch: randomInt(EPOCHS) };
  const copy = await vault.writePack(claim, entries, signal);
  for (const { itemId, sha256 } of needed) {
    const location = copy.locations.get(itemId);
    if (!location) throw new Error("a copy has no place");
    known(await read(copy.pack, itemId, location), sha256);
  }
  return copy;
}

function known(bytes: Uint8Array, sha256: Uint8Array): Uint8Array {
  if (createHash("sha256").update(bytes).digest().equals(sha256)) return bytes;
  throw new Failure("staged-copy-damaged", { kind: "permanent" });
}
