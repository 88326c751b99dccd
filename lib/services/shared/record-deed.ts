import { insertAuditEntry } from "#lib/db/audit.ts";
import type { Tx } from "#lib/db/client.ts";
import type { AuditDeed, AuditFields } from "#lib/domain/audit.ts";
import type { ServiceContext } from "../context.ts";

type Deed = Pick<AuditDeed, "action" | "targetKind" | "targetId" | "before" | "after">;

/** The audit row of a verb, in the transaction of what it did. */
export async function recordDeed(tx: Tx, context: ServiceContext, deed: Deed): Promise<void> {
  const { viewer, sourceAddress, world } = context;
  const doer = { actorId: viewer.userId, actorName: viewer.name, sourceAddress };
  const entry = { tenantId: viewer.tenantId, at: world.now(), ...doer, ...deed };
  await insertAuditEntry(tx, entry, world.sealAudit);
}

/** A row's values at the places that `changes` names, as the audit log keeps them. */
export function auditFieldsOf(values: Readonly<Record<string, unknown>>, changes: object): AuditFields {
  const names = Object.keys(changes).toSorted();
  return Object.fromEntries(names.map((name) => [name, plain(values[name])]));
}

function plain(value: unknown): AuditFields[string] {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
