import { findUntouchedDraft, insertDraft } from "#lib/db/drafts.ts";
import { ensureTenantRow } from "#lib/db/tenants.ts";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { recordDeed } from "../shared/record-deed.ts";

/**
 * Begins the wizard. Whoever opens it again before doing anything gets the same draft, so that looking leaves no trail
 * of empty ones.
 * @throws Refusal `unknown-kind`
 */
export async function createDraft(context: ServiceContext, kind: string): Promise<{ connectorId: string }> {
  authorize(context, "create");
  if (!findConnectorKind(kind)) {
    throw new Refusal("unknown-kind", "This connector kind does not exist. Choose one in the gallery.");
  }
  const { tenantId, userId, name } = context.viewer;
  return context.db.tenant(tenantId, async (tx) => {
    const untouched = await findUntouchedDraft(tx, { tenantId, kind, createdBy: userId });
    if (untouched !== undefined) return { connectorId: untouched };
    await ensureTenantRow(tx, tenantId);
    const connectorId = await insertDraft(tx, {
      tenantId,
      kind,
      defaultCountry: "",
      createdBy: userId,
      createdByName: name,
      createdAt: context.world.now(),
    });
    const after = { kind };
    await recordDeed(tx, context, {
      action: "create-draft",
      targetKind: "connector",
      targetId: connectorId,
      after,
    });
    return { connectorId };
  });
}
