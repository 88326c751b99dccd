import { kindOf, setupProgressOf } from "#lib/db/connector-settings.ts";
import { listDraftRows } from "#lib/db/drafts.ts";
import { readConsent } from "#lib/db/tenants.ts";
import { firstOpenStep } from "#lib/domain/setup.ts";
import type { DraftSummary } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Setups that are not finished, last touched first, each with the step where it goes on. */
export async function listDrafts(context: ServiceContext): Promise<DraftSummary[]> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.tenant(tenantId, async (tx) => {
    const { state } = await readConsent(tx, tenantId);
    const drafts = await listDraftRows(tx, tenantId);
    return drafts.map((draft) => ({
      connectorId: draft.id,
      name: draft.name,
      kind: kindOf(draft),
      step: firstOpenStep(setupProgressOf(draft, state)),
      updatedAt: draft.updatedAt.toISOString(),
    }));
  });
}
