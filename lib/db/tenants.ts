import type { ConsentState } from "#lib/domain/views/connector.ts";
import type { Tx } from "./client.ts";

/** @returns whether the tenant is new here */
export async function ensureTenantRow(tx: Tx, tenantId: string): Promise<boolean> {
  const { count } = await tx.tenant.createMany({ data: { tenantId }, skipDuplicates: true });
  return count > 0;
}

export type StoredConsent = { state: ConsentState; checkedAt: Date | null; detail: string | null };

const UNKNOWN: StoredConsent = { state: "unknown", checkedAt: null, detail: null };

/** What is known of the organization's consent; *unknown* for a tenant without a row. */
export async function readConsent(tx: Tx, tenantId: string): Promise<StoredConsent> {
  const row = await tx.tenant.findUnique({ where: { tenantId } });
  if (!row) return UNKNOWN;
  return {
    state: parseConsentState(row.consentState),
    checkedAt: row.consentCheckedAt,
    detail: row.consentDetail,
  };
}

/** The same, and it stays as it is until the transaction ends. */
export async function readLockedConsent(tx: Tx, tenantId: string): Promise<StoredConsent> {
  await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  return readConsent(tx, tenantId);
}

export async function saveConsent(tx: Tx, tenantId: string, consent: StoredConsent): Promise<void> {
  await tx.tenant.updateMany({
    where: { tenantId },
    data: {
      consentState: consent.state,
      consentCheckedAt: consent.checkedAt,
      consentDetail: consent.detail,
    },
  });
}

/** A consent that was seen clears what its lack had stopped. */
export async function clearConsentMissing(tx: Tx, tenantId: string): Promise<void> {
  await tx.connector.updateMany({
    where: { tenantId, actionRequired: "consent-missing" },
    data: { actionRequired: null },
  });
}

function parseConsentState(text: string): ConsentState {
  switch (text) {
    case "pending":
    case "granted":
    case "granted-scoped":
    case "declined":
      return text;
    default:
      return "unknown";
  }
}
