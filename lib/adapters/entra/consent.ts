import { Failure } from "#lib/domain/failure.ts";
import { retryAfterMs } from "#lib/http.ts";
import type { ConsentProof } from "#lib/services/context.ts";
import type { EntraConfig, TokenFor } from "./config.ts";
import { rolesIn } from "./wire.ts";

/** Application permissions that the product needs. Source: decisions, "JSON create with extended properties". */
const NEEDED_ROLES = ["Mail.ReadWrite", "User.Read.All"];

/** Source: Microsoft identity platform, "Admin consent" (v2): application permissions take the scope `/.default`. */
export function adminConsentUrl(config: EntraConfig, tenantId: string, state: string): string {
  const base = config.authority.replace(/\/+$/, "");
  const query = new URLSearchParams({
    client_id: config.clientId,
    scope: "https://graph.microsoft.com/.default",
    redirect_uri: config.consentRedirectUri,
    state,
  });
  return `${base}/${encodeURIComponent(tenantId)}/v2.0/adminconsent?${query.toString()}`;
}

/** Whether a token lets the application write mail in the whole organization. */
export function showsMailConsent(token: string): boolean {
  return rolesIn(token).includes("Mail.ReadWrite");
}

type Deps = { config: EntraConfig; tokenFor: TokenFor };

/**
 * Roles in a fresh token tell consent for the whole organization. Where Exchange's own RBAC for Applications grants a
 * part of it, the token shows nothing, so a mailbox is asked.
 */
export async function proveConsent(deps: Deps, tenantId: string, probeUserId: string): Promise<ConsentProof> {
  const token = await freshToken(deps, tenantId);
  if (token === undefined) {
    return { state: "pending", detail: "The organization does not know the application yet." };
  }
  const roles = rolesIn(token);
  const missing = NEEDED_ROLES.filter((role) => !roles.includes(role));
  if (missing.length === 0) {
    return { state: "granted", detail: "Microsoft issues tokens with Mail.ReadWrite and User.Read.All." };
  }
  if (await canReadMailbox(deps, token, probeUserId)) {
    return {
      state: "granted-scoped",
      detail:
        "Exchange Online lets the application into this mailbox, by a grant of its own (RBAC for Applications).",
    };
  }
  return { state: "pending", detail: `Microsoft's token does not carry ${missing.join(" and ")} yet.` };
}

async function freshToken({ tokenFor }: Deps, tenantId: string): Promise<string | undefined> {
  try {
    return await tokenFor(tenantId, { fresh: true });
  } catch (error) {
    if (error instanceof Failure && error.code === "consent-missing") return undefined;
    throw error;
  }
}

/** @throws Failure `mailbox-unreachable` when Graph does not answer the question */
async function canReadMailbox({ config }: Deps, token: string, userId: string): Promise<boolean> {
  const { origin, pathname } = new URL(config.graphUrl);
  const answer = await config.http.exchange({
    method: "GET",
    origin,
    path: `${pathname.replace(/\/+$/, "")}/v1.0/users/${encodeURIComponent(userId)}/mailFolders/inbox?$select=id`,
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    signal: new AbortController().signal,
  });
  if (answer.kind === "answer" && answer.status < 500 && answer.status !== 429) return answer.status === 200;
  const wishMs = answer.kind === "answer" ? retryAfterMs(answer.headers, config.clock.now()) : undefined;
  throw new Failure("mailbox-unreachable", {
    kind: "transient",
    ...(wishMs !== undefined && { retryAfterMs: wishMs }),
  });
}
