import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { requireSameOrigin } from "#app/_server/same-origin.ts";
import { proveConsent } from "#lib/services/setup/prove-consent.ts";

/** Polled while the consent step is open: asks Microsoft anew each time. */
export function GET(request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    // What Microsoft says is kept, and told in the audit log: no other site may make our viewer do that.
    requireSameOrigin(request);
    return json(await proveConsent(context, await idOf(params)));
  });
}
