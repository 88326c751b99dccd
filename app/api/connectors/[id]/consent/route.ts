import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { proveConsent } from "#lib/services/setup/prove-consent.ts";

/** Polled while the consent step is open: asks Microsoft anew each time. */
export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => json(await proveConsent(context, await idOf(params))));
}
