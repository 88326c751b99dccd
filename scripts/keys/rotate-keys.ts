import { keyContext } from "#lib/adapters/staging/vault.ts";
import { listTenantIds } from "#lib/db/audit-pages.ts";
import type { Db } from "#lib/db/client.ts";
import {
  listSealKeyIds,
  type Rewrapped,
  type WrappedKey,
  type WrappedRows,
  wrappedRows,
} from "#lib/db/wrapped-keys.ts";
import type { Envelope } from "#lib/envelope.ts";

export type Rotation = {
  /** How many data keys were wrapped anew. */
  rewrapped: Record<WrappedRows["what"], number>;
  /** Those that no configured key opens: nothing was changed there. */
  unopened: { tenantId: string; what: WrappedRows["what"]; id: string; keyId: string }[];
  /** Keys that sealed entries of an audit log: nothing is wrapped with them, and `audit:verify` still needs them. */
  sealKeyIds: string[];
};

const BATCH = 500;

/**
 * Wraps every stored data key anew under the envelope's current key; what they sealed is not touched, so that it takes
 * as long for a gigabyte as for a message. Safe beside processes at work, as long as they know both keys; safe to
 * interrupt and to repeat.
 */
export async function rotateKeys(db: Db, envelope: Envelope): Promise<Rotation> {
  const rotation: Rotation = { rewrapped: { credentials: 0, originals: 0 }, unopened: [], sealKeyIds: [] };
  const sealKeyIds = new Set<string>();
  for (const tenantId of await db.system(listTenantIds)) {
    for (const rows of wrappedRows(keyContext)) await rotateRows(db, envelope, tenantId, rows, rotation);
    for (const keyId of await listSealKeyIds(db, tenantId)) sealKeyIds.add(keyId);
  }
  return { ...rotation, sealKeyIds: [...sealKeyIds].toSorted() };
}

async function rotateRows(
  db: Db,
  envelope: Envelope,
  tenantId: string,
  rows: WrappedRows,
  rotation: Rotation,
): Promise<void> {
  for (let afterId: string | undefined = ""; afterId !== undefined;) {
    const from: string = afterId;
    afterId = await db.sql(tenantId, async (sql) => {
      const locked = await rows.lock(sql, tenantId, envelope.currentKeyId, from, BATCH);
      const done: Rewrapped[] = [];
      for (const key of locked) {
        const dataKey = openKey(envelope, key);
        if (dataKey) done.push({ id: key.id, ...envelope.wrapKey(dataKey.bytes, dataKey.context) });
        else rotation.unopened.push({ tenantId, what: rows.what, id: key.id, keyId: key.keyId });
      }
      await rows.write(sql, tenantId, done);
      rotation.rewrapped[rows.what] += done.length;
      return locked.at(-1)?.id;
    });
  }
}

function openKey(
  envelope: Envelope,
  { keyId, wrappedKey, contexts }: WrappedKey,
): { bytes: Uint8Array; context: string } | undefined {
  for (const context of contexts) {
    const bytes = envelope.unwrapKey(keyId, wrappedKey, context);
    if (typeof bytes !== "string") return { bytes, context };
  }
  return undefined;
}
