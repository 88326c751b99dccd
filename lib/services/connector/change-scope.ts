import { findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { listScope, replaceScope, scopeKindOf } from "#lib/db/scope.ts";
import type { ScopeKind } from "#lib/domain/scope.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refreshDirectory } from "../shared/refresh-directory.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { readScopeList, requireMembers } from "../shared/scope-list.ts";

/** As typed; the addresses do not matter where everybody is archived. */
export type ScopeForm = { connectorId: string; kind: ScopeKind; addresses: string };

/**
 * Who is archived, from the next import on; one that is mapping now goes by it for the items that it has not mapped yet.
 * What was mapped before still goes to its mailbox. What a wider scope brings in comes with the next import, and what was
 * left out before with *Run again* or *Import a past period*.
 * @returns how many mailboxes are listed
 * @throws Refusal at `addresses`; `not-found`
 */
export async function changeScope(
  context: ServiceContext,
  { connectorId, kind, addresses: typed }: ScopeForm,
): Promise<number> {
  authorize(context, "change-settings");
  const { db, viewer, world } = context;
  const { tenantId } = viewer;
  await findOwnConnector(context, connectorId);
  const addresses = kind === "everybody" ? [] : readScopeList(kind, typed);
  if (addresses.length > 0) await refreshDirectory(world, tenantId);
  const mailboxes = await requireMembers(db, tenantId, addresses);
  await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const before = { kind: scopeKindOf(connector), listed: await listScope(tx, connector) };
    const known = new Set(before.listed.map(({ userId }) => userId));
    const added = mailboxes.filter(({ userId }) => !known.has(userId)).length;
    const removed = known.size - (mailboxes.length - added);
    if (kind === before.kind && added + removed === 0) return;
    await updateConnector(tx, connector, { scopeKind: kind }, world.now());
    await replaceScope(tx, connector, mailboxes);
    await recordDeed(tx, context, {
      action: "change-scope",
      targetKind: "connector",
      targetId: connectorId,
      before: { scope: before.kind, listed: known.size },
      after: { scope: kind, listed: mailboxes.length, added, removed },
    });
  });
  return mailboxes.length;
}
