import { redirect } from "next/navigation";
import { z } from "zod";
import { answer } from "#app/_server/answer.ts";
import { beginConsent } from "#lib/services/setup/begin-consent.ts";

/** To Microsoft's consent page, with a state of its own. */
export function GET(request: Request): Promise<Response> {
  return answer(async (context) => {
    const connectorId = z.uuid().parse(new URL(request.url).searchParams.get("connector"));
    const { url } = await beginConsent(context, connectorId);
    redirect(url);
  });
}
