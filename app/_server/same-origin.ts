import { Refusal } from "#lib/domain/failure.ts";
import { portalOrigin } from "#lib/server.ts";

/** Refuses a request that another site's page sent with our viewer's cookie. @throws Refusal */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === null ? request.headers.get("origin") === portalOrigin() : site === "same-origin") return;
  throw new Refusal("not-allowed", "The request did not come from a page of the portal.");
}
