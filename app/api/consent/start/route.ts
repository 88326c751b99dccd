import { redirect } from "next/navigation";
import { z } from "zod";
import { answer } from "#app/_server/answer.ts";
import { requireSameOrigin } from "#app/_server/same-origin.ts";
import { beginConsent } from "#lib/services/setup/begin-consent.ts";

/** To Microsoft's consent page, with a state of its own. */
export function GET(request: Request): Promise<Response> {
  return answer(async (context) => {
    // A link, so that it opens like one; but it writes, and no other site may make our viewer do that.
    requireSameOrigin(request);
    const connectorId = z.uuid().parse(new URL(request.url).searchParams.get("connector"));
    const { url } = await beginConsent(context, connectorId);
    redirect(url);
  });
}
