import { deleteExpiredConsentRequests, insertConsentRequests } from "#lib/db/consent-requests.ts";
import { findLockedConnector } from "#lib/db/connectors.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { createConsentState, hashConsentState } from "../shared/consent-state.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireStep } from "../shared/require-step.ts";

const LIFETIME_MS = 60 * 60 * 1000;

/**
 * Microsoft's page where a global admin consents: `url` for the viewer's own browser, `handOffUrl` to give to somebody
 * else. Each is good for one answer within an hour, and neither spends the other.
 * @throws Refusal `not-found` | `step-not-reached`
 */
export async function beginConsent(
  context: ServiceContext,
  connectorId: string,
): Promise<{ url: string; handOffUrl: string }> {
  authorize(context, "change-settings");
  const { db, world, viewer } = context;
  const { tenantId } = viewer;
  const [own, handedOff] = [createConsentState(), createConsentState()];
  const now = world.now();
  await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    await requireStep(tx, connector, "admin-consent");
    await deleteExpiredConsentRequests(tx, tenantId, new Date(now.getTime() - LIFETIME_MS));
    const request = { tenantId, connectorId, createdBy: viewer.userId };
    const hashes = [own, handedOff].map((state) => hashConsentState(state));
    await insertConsentRequests(tx, request, hashes, now, new Date(now.getTime() + LIFETIME_MS));
    await recordDeed(tx, context, {
      action: "begin-consent",
      targetKind: "connector",
      targetId: connectorId,
    });
  });
  return {
    url: world.adminConsentUrl(tenantId, own),
    handOffUrl: world.adminConsentUrl(tenantId, handedOff),
  };
}
