import { Refusal } from "#lib/domain/failure.ts";
import { portalOrigin } from "#lib/server.ts";

/**
 * Refuses a request that another site's page sent with our viewer's cookie. Browsers tell of the site on https and on
 * this machine; elsewhere the origin, or where a link led from, has to be ours. @throws Refusal
 */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === null ? originOf(request) === portalOrigin() : site === "same-origin") return;
  throw new Refusal("not-allowed", "The request did not come from a page of the portal.");
}

function originOf({ headers }: Request): string | undefined {
  const said = headers.get("origin") ?? headers.get("referer") ?? "";
  return URL.canParse(said) ? new URL(said).origin : undefined;
}
