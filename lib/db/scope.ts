import type { SmtpAddress } from "#lib/domain/address.ts";
import { type ScopeKind, SCOPE_KINDS } from "#lib/domain/scope.ts";
import type { Tx } from "./client.ts";
import type { ConnectorRow } from "./connectors.ts";

/** A mailbox on a connector's list, with its address as it was entered. */
export type ListedMailbox = { userId: string; address: string };

type ConnectorKey = Pick<ConnectorRow, "tenantId" | "id">;

/**
 * SQL that says whether a connector's scope has this user archived. The arguments are expressions; the tenant is `$1`.
 * Where everybody is, nothing is looked up.
 */
export function isInScope(kind: string, connectorId: string, userId: string): string {
  return `CASE WHEN ${kind} = 'everybody' THEN true ELSE (${kind} = 'only') = EXISTS (
    SELECT 1 FROM scope_mailbox listed WHERE listed.tenant_id = $1 AND listed.connector_id = ${connectorId}
      AND listed.user_id = ${userId}) END`;
}

/** A row's kind was checked when it was written; one that a newer program wrote shows as everybody. */
export function scopeKindOf({ scopeKind }: Pick<ConnectorRow, "scopeKind">): ScopeKind {
  return SCOPE_KINDS.find((kind) => kind === scopeKind) ?? "everybody";
}

/** In the order of their addresses. */
export async function listScope(tx: Tx, { tenantId, id }: ConnectorKey): Promise<ListedMailbox[]> {
  return tx.scopeMailbox.findMany({
    where: { tenantId, connectorId: id },
    select: { userId: true, address: true },
    orderBy: [{ address: "asc" }, { userId: "asc" }],
  });
}

/** The list as it is to be. The caller has locked the connector. */
export async function replaceScope(
  tx: Tx,
  { tenantId, id }: ConnectorKey,
  mailboxes: readonly { userId: string; address: SmtpAddress }[],
): Promise<void> {
  await tx.scopeMailbox.deleteMany({ where: { tenantId, connectorId: id } });
  if (mailboxes.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO scope_mailbox (tenant_id, connector_id, user_id, address)
    SELECT ${tenantId}::uuid, ${id}::uuid, u.user_id, u.address
    FROM unnest(${mailboxes.map(({ userId }) => userId)}::text[], ${mailboxes.map(({ address }) => address)}::text[])
      AS u (user_id, address)`;
}
