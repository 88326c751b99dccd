import { insertAuditEntry } from "#lib/db/audit.ts";
import { clearConsentMissing, readConsent, readLockedConsent, saveConsent } from "#lib/db/tenants.ts";
import { type ConsentKnowledge, isConsentGranted } from "#lib/domain/consent.ts";
import type { ServiceContext } from "../context.ts";

export type Asker = { tenantId: string; actorId: string; actorName: string; sourceAddress: string };

/**
 * Writes what is known of the organization's consent now, and an audit row when that is something else than before.
 * @param decide what follows from what was known
 */
export async function recordConsent(
  { db, world }: Pick<ServiceContext, "db" | "world">,
  asker: Asker,
  action: string,
  decide: (known: ConsentKnowledge) => ConsentKnowledge,
): Promise<{ known: ConsentKnowledge; consent: ConsentKnowledge }> {
  const at = world.now();
  const { tenantId } = asker;
  return db.tenant(tenantId, async (tx) => {
    // Connectors before their tenant, the order in which runs are inserted: two that wait for each other wait forever.
    const expected = decide(await readConsent(tx, tenantId));
    if (isConsentGranted(expected.state)) await clearConsentMissing(tx, tenantId);
    const { state, detail } = await readLockedConsent(tx, tenantId);
    const known = { state, detail };
    const consent = decide(known);
    await saveConsent(tx, tenantId, { ...consent, checkedAt: at });
    if (consent.state === known.state) return { known, consent };
    const changes = { before: { consent: known.state }, after: { consent: consent.state } };
    const deed = { ...asker, at, action, targetKind: "tenant", targetId: tenantId, ...changes } as const;
    await insertAuditEntry(tx, deed, world.sealAudit);
    return { known, consent };
  });
}
