import type { Db, Tx } from "./client.ts";

/** One question to a global admin; only the hash of its state is kept. */
export type ConsentRequest = { tenantId: string; connectorId: string; createdBy: string };

export async function insertConsentRequests(
  tx: Tx,
  request: ConsentRequest,
  stateHashes: readonly Uint8Array[],
  createdAt: Date,
  expiresAt: Date,
): Promise<void> {
  await tx.consentRequest.createMany({
    data: stateHashes.map((stateHash) => ({
      ...request,
      stateHash: Uint8Array.from(stateHash),
      createdAt,
      expiresAt,
    })),
  });
}

/** Requests that nobody can answer any more. */
export async function deleteExpiredConsentRequests(tx: Tx, tenantId: string, before: Date): Promise<void> {
  await tx.consentRequest.deleteMany({ where: { tenantId, expiresAt: { lt: before } } });
}

export async function deleteConsentRequests(tx: Tx, tenantId: string, connectorId: string): Promise<void> {
  await tx.consentRequest.deleteMany({ where: { tenantId, connectorId } });
}

/** The one question that is asked without knowing the tenant: whose state this is. */
export async function findTenantOfConsentState(db: Db, stateHash: Uint8Array): Promise<string | undefined> {
  const [row] = await db.system((sql) =>
    sql.query<{ tenantId: string | null }>(`SELECT consent_request_tenant($1) AS "tenantId"`, [stateHash]),
  );
  return row?.tenantId ?? undefined;
}

/** Takes the request out of use. @returns undefined when it was used before, or is too old */
export async function useConsentRequest(
  tx: Tx,
  tenantId: string,
  stateHash: Uint8Array,
  now: Date,
): Promise<ConsentRequest | undefined> {
  const key = { tenantId, stateHash: Uint8Array.from(stateHash) };
  const used = await tx.consentRequest.updateMany({
    where: { ...key, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (used.count === 0) return undefined;
  const row = await tx.consentRequest.findUniqueOrThrow({ where: { tenantId_stateHash: key } });
  return { tenantId, connectorId: row.connectorId, createdBy: row.createdBy };
}
