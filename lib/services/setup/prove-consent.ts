import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { currentVersionId } from "#lib/db/connector-settings.ts";
import { type ConnectorRow, findConnector } from "#lib/db/connectors.ts";
import { readConsent } from "#lib/db/tenants.ts";
import { consentAfterProof, isConsentGranted } from "#lib/domain/consent.ts";
import { authorize, type ConsentProof, type ServiceContext } from "../context.ts";
import { recordConsent } from "../shared/record-consent.ts";
import { refreshDirectory } from "../shared/refresh-directory.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** A grant that was seen so short a while ago is not asked about again: the page asks every few seconds. */
const FRESH_MS = 60_000;

/**
 * Asks Microsoft whether the organization has consented, and keeps the answer.
 * @throws Refusal `not-found`; Failure of Entra ID or Graph
 */
export async function proveConsent(context: ServiceContext, connectorId: string): Promise<ConsentProof> {
  authorize(context, "change-settings");
  const { db, world, viewer } = context;
  const { tenantId, userId, name } = viewer;
  const { connector, stored } = await db.tenant(tenantId, async (tx) => ({
    connector: await findConnector(tx, tenantId, connectorId),
    stored: await readConsent(tx, tenantId),
  }));
  if (!connector) throw connectorNotFound();
  const ageMs = world.now().getTime() - (stored.checkedAt?.getTime() ?? 0);
  if (isConsentGranted(stored.state) && ageMs < FRESH_MS)
    return { state: stored.state, detail: stored.detail };
  const proof = await world.proveConsent(tenantId, userId);
  const asker = { tenantId, actorId: userId, actorName: name, sourceAddress: context.sourceAddress };
  const { known, consent } = await recordConsent(context, asker, "prove-consent", (known) =>
    consentAfterProof(known, proof),
  );
  if (isConsentGranted(consent.state) && !isConsentGranted(known.state))
    await lookUpMapping(context, connector);
  return consent;
}

/** The directory can be read from now on, so the wizard's numbers can be looked up for the first time. */
async function lookUpMapping({ db, world }: ServiceContext, connector: ConnectorRow): Promise<void> {
  const versionId = currentVersionId(connector);
  if (versionId === null) return;
  await refreshDirectory(world, connector.tenantId);
  await countResolvedRows(db, connector.tenantId, versionId);
}
