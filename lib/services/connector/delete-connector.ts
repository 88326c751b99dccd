import { deleteSecret } from "#lib/db/connector-secrets.ts";
import { findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { deleteConsentRequests } from "#lib/db/consent-requests.ts";
import { findActiveRun } from "#lib/db/find-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * No import begins any more, and the credentials go at once. Its runs, its ledger, its mapping and the audit log stay,
 * as do the messages in the mailboxes. `typedName` is what the admin typed to confirm.
 * @throws Refusal at `name`; `not-found` | `run-active`
 */
export async function deleteConnector(
  context: ServiceContext,
  { connectorId, typedName }: { connectorId: string; typedName: string },
): Promise<void> {
  authorize(context, "change-settings");
  const { tenantId } = context.viewer;
  await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const active = await findActiveRun(tx, tenantId, connectorId);
    if (active) {
      throw new Refusal(
        "run-active",
        `The run ${active.jobId} is not finished yet. Cancel it on its page, or wait until it ends, and then delete the connector.`,
      );
    }
    if (typedName.trim() !== connector.name) {
      throw new Refusal(
        "name-mismatch",
        `Type the name exactly as it is, ${connector.name}, to confirm.`,
        "name",
      );
    }
    const end = { state: "deleted", nextRunAt: null, actionRequired: null };
    await updateConnector(tx, connector, end, context.world.now());
    await deleteSecret(tx, { tenantId, connectorId });
    await deleteConsentRequests(tx, tenantId, connectorId);
    await recordDeed(tx, context, {
      action: "delete-connector",
      targetKind: "connector",
      targetId: connectorId,
      before: { name: connector.name, kind: connector.kind, state: connector.state },
    });
  });
}
