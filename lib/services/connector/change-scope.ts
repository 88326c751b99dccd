import { findLockedConnector } from "#lib/db/connectors.ts";
import { readScope } from "#lib/db/scope.ts";
import type { ScopeKind } from "#lib/domain/scope.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { type SavedScope, saveScope } from "../shared/save-scope.ts";
import { readScopeList, requireMembers } from "../shared/scope-list.ts";
import { requireScopeSeen } from "../shared/scope-version.ts";

/** As typed over the scope of this version. Where everybody is archived, the addresses do not matter: the list stays. */
export type ScopeForm = { connectorId: string; kind: ScopeKind; addresses: string; version: string };

/**
 * Who is archived, from the next import on; one that is mapping now goes by it for the items that it has not mapped yet.
 * What was mapped before still goes to its mailbox. What a wider scope brings in comes with the next import, and what was
 * left out before with *Run again* or *Import a past period*.
 * @throws Refusal at `addresses`; `not-found` | `scope-changed`
 */
export async function changeScope(
  context: ServiceContext,
  { connectorId, kind, addresses, version }: ScopeForm,
): Promise<SavedScope> {
  authorize(context, "change-settings");
  const { db, viewer } = context;
  const { tenantId } = viewer;
  const connector = await findOwnConnector(context, connectorId);
  if (connector.state === "draft") throw connectorNotFound();
  const before = await db.tenant(tenantId, (tx) => readScope(tx, connector));
  requireScopeSeen(before, version);
  const listed =
    kind === "everybody"
      ? before.listed
      : await requireMembers(context, readScopeList(kind, addresses), before.listed);
  return db.tenant(tenantId, async (tx) => {
    const locked = await findLockedConnector(tx, tenantId, connectorId);
    if (!locked) throw connectorNotFound();
    // Also while the addresses were looked up, nobody changed what they are added to.
    requireScopeSeen(await readScope(tx, locked), version);
    return saveScope(tx, context, locked, { before, after: { kind, listed } });
  });
}
