import { randomUUID } from "node:crypto";
import { type HandlerContext } from "../http/handler-area.ts";
import { formOf, queryOf } from "../http/call.ts";
import { redirect, type Reply } from "../http/reply.ts";
import { GLOBAL_ADMINISTRATOR, type Account } from "../world.ts";
import { refusedClient } from "./authorize.ts";
import { GRAPH_AUDIENCE } from "./graph-tokens.ts";
import { consentPage, errorPage, needApprovalPage } from "./pages.ts";
import { withQuery } from "./redirects.ts";
import { addressOf, withAccount } from "./sign-in.ts";
import { endedSessionCookie } from "./sign-in-session.ts";
import { findAuthority } from "./tenants.ts";
import { stampOf } from "./token-error.ts";

/** How one of the three consent addresses reports what the administrator decided. */
interface Dialect {
  readonly accepted: (outcome: Outcome) => Readonly<Record<string, string | undefined>>;
  readonly refused: (outcome: Outcome) => Readonly<Record<string, string | undefined>>;
}

interface Outcome {
  readonly tenantId: string;
  readonly state: string | undefined;
  readonly scope: string;
  readonly code: string;
  readonly nowMs: number;
}

const GRAPH_DEFAULT = `${GRAPH_AUDIENCE}/.default`;

/** v2.0. Its error carries admin_consent=True too. Source: v2 admin consent, successful and error responses. */
const V2: Dialect = {
  accepted: ({ tenantId, scope, state }) => ({ admin_consent: "True", tenant: tenantId, scope, state }),
  refused: ({ state, nowMs }) => ({
    admin_consent: "True",
    error: "consent_required",
    error_description: declined(nowMs),
    state,
  }),
};

/** The older v2 address without a scope. */
const LEGACY: Dialect = {
  accepted: ({ tenantId, state }) => ({ tenant: tenantId, state, admin_consent: "True" }),
  refused: () => ({ error: "permission_denied", error_description: "The admin canceled the request" }),
};

/** v1 authorize with prompt=admin_consent: consent and sign-in in one. */
const V1: Dialect = {
  accepted: ({ code, state }) => ({ code, session_state: randomUUID(), state, admin_consent: "True" }),
  refused: ({ state }) => ({
    error: "access_denied",
    error_description: "the user canceled the authentication",
    state,
  }),
};

/** `/{tenant}/v2.0/adminconsent` */
export function adminConsent(context: HandlerContext): Reply {
  const scope = queryOf(context.call).get("scope");
  if (scope !== GRAPH_DEFAULT)
    return errorPage(
      400,
      70011,
      `The provided request must include a valid 'scope' input parameter. The scope '${scope ?? ""}' is not valid.`,
    );
  return consentDialog(context, V2);
}

/** `/{tenant}/adminconsent` */
export function legacyAdminConsent(context: HandlerContext): Reply {
  return consentDialog(context, LEGACY);
}

/** `/{tenant}/oauth2/authorize?prompt=admin_consent` */
export function v1Authorize(context: HandlerContext): Reply {
  const query = queryOf(context.call);
  if (query.get("prompt") !== "admin_consent")
    return errorPage(400, 90023, "Only prompt=admin_consent is known at the v1 address.");
  return consentDialog(context, V1);
}

function consentDialog(context: HandlerContext, dialect: Dialect): Reply {
  const { call } = context;
  const query = queryOf(call);
  const authority = findAuthority(call.params["tenant"] ?? "");
  if (authority === undefined)
    return errorPage(400, 90002, `Tenant '${call.params["tenant"] ?? ""}' not found.`);
  const redirectUri = query.get("redirect_uri") ?? "";
  const refused = refusedClient(query.get("client_id"), redirectUri);
  if (refused !== undefined) return refused;
  return withAccount(context, authority, (account) => {
    const decision = call.method === "POST" ? formOf(call).get("decision") : null;
    if (decision === "switch") return redirect(addressOf(call), { "set-cookie": endedSessionCookie() });
    if (decision === "cancel")
      return redirect(withQuery(redirectUri, dialect.refused(outcomeOf(context, account))));
    if (!account.wids.includes(GLOBAL_ADMINISTRATOR))
      return needApprovalPage({ action: addressOf(call), account });
    if (decision === "accept") return accept(context, dialect, account, redirectUri);
    const permissions = context.sandbox.options.appPermissions;
    return consentPage({
      action: addressOf(call),
      organization: account.tenant.displayName,
      account,
      permissions,
    });
  });
}

function accept(context: HandlerContext, dialect: Dialect, account: Account, redirectUri: string): Reply {
  const { sandbox } = context;
  sandbox.consent.save(account.tenant.id, {
    granted: true,
    mode: "tenant-wide",
    scope: [],
    grantedMs: sandbox.options.now(),
  });
  return redirect(withQuery(redirectUri, dialect.accepted(outcomeOf(context, account))));
}

function outcomeOf({ sandbox, call }: HandlerContext, account: Account): Outcome {
  const query = queryOf(call);
  const nowMs = sandbox.options.now();
  const request = {
    username: account.username,
    authorityPath: account.tenant.id,
    redirectUri: query.get("redirect_uri") ?? "",
    scope: "openid",
    nonce: undefined,
    codeChallenge: undefined,
  };
  return {
    tenantId: account.tenant.id,
    state: query.get("state") ?? undefined,
    scope: GRAPH_DEFAULT,
    code: sandbox.codes.issue(request, nowMs),
    nowMs,
  };
}

function declined(nowMs: number): string {
  return `AADSTS65004: The resource owner or authorization server denied the request.\r\nTrace ID: ${randomUUID()}\r\nCorrelation ID: ${randomUUID()}\r\nTimestamp: ${stampOf(nowMs)}`;
}
