import {
  type ConsentRequest,
  findTenantOfConsentState,
  useConsentRequest,
} from "#lib/db/consent-requests.ts";
import { kindOf } from "#lib/db/connector-settings.ts";
import { findConnector } from "#lib/db/connectors.ts";
import type { ConnectorKindId } from "#lib/domain/connector-kinds.ts";
import { consentAfterProof, declineDetail, isConsentGranted } from "#lib/domain/consent.ts";
import { Failure, Refusal } from "#lib/domain/failure.ts";
import type { ConsentState } from "#lib/domain/views/connector.ts";
import type { ConsentProof, ServiceContext, World } from "../context.ts";
import { hashConsentState } from "../shared/consent-state.ts";
import { type Asker, recordConsent } from "../shared/record-consent.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** What came back from Microsoft's page. Its `tenant` is not here on purpose: anybody could have written it. */
export type ConsentAnswer = {
  state: string;
  error?: string | undefined;
  errorDescription?: string | undefined;
};

export type FinishedConsent = { connectorId: string; kind: ConnectorKindId; state: ConsentState };

/**
 * The way back from Microsoft's page, in whoever's browser: nobody has to be signed in, the state alone tells tenant and
 * connector. An error is a no, whatever else the address says; a yes is believed when Microsoft proves it.
 * @throws Refusal `consent-link-spent` (unknown, used or too old), `not-found`
 */
export async function finishConsent(
  { db, world }: Pick<ServiceContext, "db" | "world">,
  answer: ConsentAnswer,
): Promise<FinishedConsent> {
  const stateHash = hashConsentState(answer.state);
  const tenantId = await findTenantOfConsentState(db, stateHash);
  if (tenantId === undefined) throw linkSpent();
  const { request, kind } = await db.tenant(tenantId, async (tx) => {
    const request = await useConsentRequest(tx, tenantId, stateHash, world.now());
    if (!request) throw linkSpent();
    const connector = await findConnector(tx, tenantId, request.connectorId);
    if (!connector) throw connectorNotFound();
    return { request, kind: kindOf(connector) };
  });
  const state =
    answer.error === undefined
      ? await recordYes({ db, world }, request)
      : await recordNo({ db, world }, request, declineDetail(answer.error, answer.errorDescription));
  return { connectorId: request.connectorId, kind, state };
}

type Deps = Pick<ServiceContext, "db" | "world">;

/** A declined request takes away nothing that an earlier one has given. */
async function recordNo(deps: Deps, request: ConsentRequest, detail: string): Promise<ConsentState> {
  await recordConsent(deps, askerOf(request), "finish-consent", (known) =>
    isConsentGranted(known.state) ? known : { state: "declined", detail },
  );
  return "declined";
}

async function recordYes(deps: Deps, request: ConsentRequest): Promise<ConsentState> {
  const proof = await proveNow(deps.world, request);
  const { consent } = await recordConsent(deps, askerOf(request), "finish-consent", (known) =>
    consentAfterProof(isConsentGranted(known.state) ? known : { state: "pending", detail: null }, proof),
  );
  return consent.state;
}

/** Microsoft may not know of the consent yet, or not answer: then the page goes on asking. */
async function proveNow(world: World, { tenantId, createdBy }: ConsentRequest): Promise<ConsentProof> {
  try {
    return await world.proveConsent(tenantId, createdBy);
  } catch (error) {
    if (error instanceof Failure) return { state: "pending", detail: null };
    throw error;
  }
}

/** Who answered is not known here; who asked is. */
function askerOf({ tenantId, createdBy }: ConsentRequest): Asker {
  return { tenantId, actorId: createdBy, actorName: "Answer to the consent request", sourceAddress: "" };
}

function linkSpent(): Refusal {
  return new Refusal(
    "consent-link-spent",
    "This answer does not match an open request: each link is valid for one answer, within an hour. Ask for a new one in the step “Admin consent”.",
  );
}
