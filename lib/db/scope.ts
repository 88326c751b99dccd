import { type ScopeKind, SCOPE_KINDS } from "#lib/domain/scope.ts";
import type { Tx } from "./client.ts";
import { type ConnectorRow, updateConnector } from "./connectors.ts";

/** A mailbox on a connector's list, with its address as it was entered. */
export type ListedMailbox = { userId: string; address: string };

/** Whom a connector archives. Where that is everybody, the list decides nothing, and is kept for when it does again. */
export type Scope = { kind: ScopeKind; listed: ListedMailbox[] };

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

/** The list is in the order of its addresses. */
export async function readScope(tx: Tx, connector: ConnectorRow): Promise<Scope> {
  const listed = await tx.scopeMailbox.findMany({
    where: { tenantId: connector.tenantId, connectorId: connector.id },
    select: { userId: true, address: true },
    orderBy: [{ address: "asc" }, { userId: "asc" }],
  });
  return { kind: kindOf(connector.scopeKind), listed };
}

/** What the scope was before it was replaced last. */
export async function findScopeBefore(tx: Tx, { tenantId, id }: ConnectorKey): Promise<Scope | undefined> {
  const row = await tx.scopeBefore.findFirst({ where: { tenantId, connectorId: id } });
  if (!row) return undefined;
  const listed = row.userIds.map((userId, place) => ({ userId, address: row.addresses[place] ?? "" }));
  return { kind: kindOf(row.kind), listed };
}

/** The scope as it is to be; what it was is kept, so that it can be taken back. The caller has locked the connector. */
export async function replaceScope(
  tx: Tx,
  { tenantId, id }: ConnectorKey,
  { before, after }: { before: Scope; after: Scope },
  now: Date,
): Promise<void> {
  const was = { kind: before.kind, ...columnsOf(before) };
  await tx.scopeBefore.upsert({
    where: { tenantId_connectorId: { tenantId, connectorId: id } },
    create: { tenantId, connectorId: id, ...was },
    update: was,
  });
  await updateConnector(tx, { tenantId, id }, { scopeKind: after.kind }, now);
  await tx.scopeMailbox.deleteMany({ where: { tenantId, connectorId: id } });
  if (after.listed.length === 0) return;
  const { userIds, addresses } = columnsOf(after);
  await tx.$executeRaw`
    INSERT INTO scope_mailbox (tenant_id, connector_id, user_id, address)
    SELECT ${tenantId}::uuid, ${id}::uuid, u.user_id, u.address
    FROM unnest(${userIds}::text[], ${addresses}::text[]) AS u (user_id, address)`;
}

function columnsOf({ listed }: Scope): { userIds: string[]; addresses: string[] } {
  return { userIds: listed.map(({ userId }) => userId), addresses: listed.map(({ address }) => address) };
}

/** A row's kind was checked when it was written; one that a newer program wrote shows as everybody. */
function kindOf(text: string): ScopeKind {
  return SCOPE_KINDS.find((kind) => kind === text) ?? "everybody";
}
