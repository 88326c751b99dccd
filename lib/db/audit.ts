import type { Tx } from "./client.ts";

/** What was changed, as plain JSON; never a secret. */
export type AuditFields = Record<string, string | number | boolean | null>;

export type AuditEntry = {
  tenantId: string;
  at: Date;
  actorId: string;
  actorName: string;
  sourceAddress: string;
  /** The verb's name: `accept-terms`. */
  action: string;
  targetKind: "tenant" | "connector" | "run";
  targetId: string;
  before?: AuditFields | undefined;
  after?: AuditFields | undefined;
};

/** Who did what: written in the transaction of the deed, and never changed afterwards. */
export async function insertAuditEntry(tx: Tx, { before, after, ...entry }: AuditEntry): Promise<void> {
  await tx.auditEntry.create({ data: { ...entry, ...(before && { before }), ...(after && { after }) } });
}
