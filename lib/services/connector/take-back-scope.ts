import { findLockedConnector } from "#lib/db/connectors.ts";
import { findScopeBefore, readScope } from "#lib/db/scope.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { type SavedScope, saveScope } from "../shared/save-scope.ts";
import { requireScopeSaved } from "../shared/scope-version.ts";

/** The version that was saved, and the one that it was made from. */
export type ScopeUndo = { connectorId: string; saved: string; before: string };

/**
 * The scope as it was before it was saved, with the very users who were listed: nobody is looked up, so whoever has left
 * the directory since is back on the list. @throws Refusal `not-found` | `scope-changed`
 */
export async function takeBackScope(
  context: ServiceContext,
  { connectorId, saved, before }: ScopeUndo,
): Promise<SavedScope> {
  authorize(context, "change-settings");
  const { db, viewer } = context;
  const { tenantId } = viewer;
  return db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const scope = await readScope(tx, connector);
    requireScopeSaved(scope, saved);
    const was = await findScopeBefore(tx, connector);
    return saveScope(tx, context, connector, { before: scope, after: requireScopeSaved(was, before) });
  });
}
