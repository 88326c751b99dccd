import { z } from "zod";
import { Refusal } from "#lib/domain/failure.ts";
import { paths } from "#lib/paths.ts";
import { findServiceContext, portalOrigin, reportFault, systemContext } from "#lib/server.ts";
import { finishConsent } from "#lib/services/setup/finish-consent.ts";
import { getSetup } from "#lib/services/setup/get-setup.ts";

/** What Entra comes back with. Of these only the state is trusted: it is ours, hashed in the database, and used once. */
const answered = z.object({
  state: z.string().min(1).max(500),
  error: z.string().max(200).optional(),
  error_description: z.string().max(4000).optional(),
});

type Finished = Awaited<ReturnType<typeof finishConsent>>;

/** Back from Microsoft's page, in the browser of whoever consented or declined: with our session or without. */
export async function GET(request: Request): Promise<Response> {
  const query = answered.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) return see(paths.consentOutcome("invalid"));
  const { state, error, error_description: errorDescription } = query.data;
  try {
    const finished = await finishConsent(systemContext(), {
      state,
      ...(error !== undefined && { error }),
      ...(errorDescription !== undefined && { errorDescription }),
    });
    return see((await portalPageOf(finished)) ?? paths.consentOutcome(outcomeOf(finished)));
  } catch (fault) {
    if (!(fault instanceof Refusal)) reportFault("A consent could not be recorded", fault);
    return see(paths.consentOutcome("invalid"));
  }
}

/** The wizard's step or the connector's settings, for a viewer of the connector's own organization; nobody else learns that it exists. */
async function portalPageOf(finished: Finished): Promise<string | undefined> {
  const { connectorId } = finished;
  const context = await findServiceContext();
  if (!context || context.viewer.roles.length === 0) return undefined;
  try {
    const settings = await getSetup(context, connectorId);
    return settings.isDraft
      ? paths.setup(settings.kind, connectorId, "admin-consent")
      : paths.consentReturned(connectorId, outcomeOf(finished));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function outcomeOf({ state }: Finished): "granted" | "pending" | "declined" {
  if (state === "declined") return "declined";
  return state === "granted" || state === "granted-scoped" ? "granted" : "pending";
}

function see(path: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location: portalOrigin() + path, "cache-control": "no-store" },
  });
}
