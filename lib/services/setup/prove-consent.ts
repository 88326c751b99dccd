import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { currentVersionId } from "#lib/db/connector-settings.ts";
import { findConnector } from "#lib/db/connectors.ts";
import { findMappingVersion } from "#lib/db/mapping-versions.ts";
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
  const consent = await knownOrProven(context, await readKnown(context, connectorId));
  if (isConsentGranted(consent.state)) await lookUpMapping(context, connectorId);
  return consent;
}

type Known = Awaited<ReturnType<typeof readConsent>>;

async function readKnown({ db, viewer: { tenantId } }: ServiceContext, connectorId: string): Promise<Known> {
  return db.tenant(tenantId, async (tx) => {
    if (!(await findConnector(tx, tenantId, connectorId))) throw connectorNotFound();
    return readConsent(tx, tenantId);
  });
}

async function knownOrProven(context: ServiceContext, known: Known): Promise<ConsentProof> {
  const { world, viewer, sourceAddress } = context;
  const { tenantId, userId, name } = viewer;
  const ageMs = world.now().getTime() - (known.checkedAt?.getTime() ?? 0);
  if (isConsentGranted(known.state) && ageMs < FRESH_MS) return { state: known.state, detail: known.detail };
  const proof = await world.proveConsent(tenantId, userId);
  const asker = { tenantId, actorId: userId, actorName: name, sourceAddress };
  const { consent } = await recordConsent(context, asker, "prove-consent", (before) =>
    consentAfterProof(before, proof),
  );
  return consent;
}

/** A file that was uploaded before the directory could be read: its numbers are looked up as soon as it can. */
async function lookUpMapping({ db, world, viewer }: ServiceContext, connectorId: string): Promise<void> {
  const { tenantId } = viewer;
  const version = await db.tenant(tenantId, async (tx) => {
    const connector = await findConnector(tx, tenantId, connectorId);
    const id = connector ? currentVersionId(connector) : null;
    return findMappingVersion(tx, tenantId, id);
  });
  if (!version || version.resolvedRows !== null) return;
  await refreshDirectory(world, tenantId);
  await countResolvedRows(db, tenantId, version.id);
}
