import { type AuditDeed, sealedBytesOf } from "#lib/domain/audit.ts";
import type { SealAudit } from "#lib/services/context.ts";
import type { Tx } from "./client.ts";

/**
 * Who did what: written in the transaction of the deed, sealed to the entry before it, and never changed afterwards.
 * Deeds of one tenant at the same time are written one after the other, so that the chain has no fork.
 */
export async function insertAuditEntry(
  tx: Tx,
  { before, after, ...deed }: AuditDeed,
  seal: SealAudit,
): Promise<void> {
  const { tenantId } = deed;
  const end = await holdChain(tx, tenantId);
  const number = end.lastNumber + 1n;
  const sealed = seal(sealedBytesOf(end.lastSeal, number, { ...deed, before, after }));
  const columns = { number, keyId: sealed.keyId, seal: Uint8Array.from(sealed.seal) };
  await tx.auditEntry.create({
    data: { ...deed, ...columns, ...(before && { before }), ...(after && { after }) },
  });
  await tx.auditChain.update({
    where: { tenantId },
    data: { lastNumber: number, lastSeal: columns.seal },
  });
}

/** The end of the tenant's chain, held until the transaction ends. */
async function holdChain(tx: Tx, tenantId: string): Promise<{ lastNumber: bigint; lastSeal: Uint8Array }> {
  const [end] = await tx.$queryRaw<{ lastNumber: bigint; lastSeal: Uint8Array }[]>`
    INSERT INTO audit_chain (tenant_id, last_number, last_seal)
    VALUES (${tenantId}::uuid, 0, decode(repeat('00', 32), 'hex'))
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = audit_chain.last_number
    RETURNING last_number AS "lastNumber", last_seal AS "lastSeal"`;
  if (!end) throw new Error("the tenant's audit chain has no end");
  return end;
}
