import { handlerArea, type AreaRoute, type HandlerContext } from "../http/handler-area.ts";
import { type Area } from "../http/call.ts";
import { type Route } from "../http/router.ts";
import { type Reply } from "../http/reply.ts";
import { type SandboxHolder } from "../sandbox.ts";
import { adminConsent, legacyAdminConsent, v1Authorize } from "./admin-consent.ts";
import { authorizeEndpoint } from "./authorize.ts";
import { logout } from "./logout.ts";
import { keys, metadata } from "./metadata.ts";
import { tokenEndpoint } from "./token.ts";

const MAX_BODY_BYTES = 256 * 1024;

/** Microsoft Entra ID: metadata, sign-in, tokens and admin consent, at Entra's own paths. */
export function entraArea(holder: SandboxHolder): Area {
  return handlerArea(holder, ROUTES, { faults: "entra", maxBodyBytes: MAX_BODY_BYTES, skip: 1 });
}

const ROUTES: readonly Route<AreaRoute>[] = [
  route("GET", ":tenant/v2.0/.well-known/openid-configuration", "entra.metadata", metadata),
  route("GET", ":tenant/discovery/v2.0/keys", "entra.keys", keys),
  route("GET", ":tenant/oauth2/v2.0/authorize", "entra.authorize", authorizeEndpoint),
  route("POST", ":tenant/oauth2/v2.0/authorize", "entra.authorize", authorizeEndpoint),
  route("POST", ":tenant/oauth2/v2.0/token", "entra.token", tokenEndpoint),
  route("GET", ":tenant/oauth2/v2.0/logout", "entra.logout", logout),
  route("GET", ":tenant/v2.0/adminconsent", "entra.adminconsent", adminConsent),
  route("POST", ":tenant/v2.0/adminconsent", "entra.adminconsent", adminConsent),
  route("GET", ":tenant/adminconsent", "entra.adminconsent", legacyAdminConsent),
  route("POST", ":tenant/adminconsent", "entra.adminconsent", legacyAdminConsent),
  route("GET", ":tenant/oauth2/authorize", "entra.adminconsent", v1Authorize),
  route("POST", ":tenant/oauth2/authorize", "entra.adminconsent", v1Authorize),
];

function route(
  method: string,
  pattern: string,
  kind: string,
  handle: (context: HandlerContext) => Reply | Promise<Reply>,
): Route<AreaRoute> {
  return { method, pattern, value: { kind, handle } };
}
