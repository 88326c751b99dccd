import { type HandlerContext } from "../http/handler-area.ts";
import { formOf, queryOf } from "../http/call.ts";
import { redirect, type Reply } from "../http/reply.ts";
import { guidOf } from "../random.ts";
import { APP, type Account } from "../world.ts";
import { type CodeRequest } from "./codes.ts";
import { errorPage } from "./pages.ts";
import { isRegisteredRedirect, withQuery } from "./redirects.ts";
import { askToSignIn, belongs, strangerPage, WRONG_PASSWORD } from "./sign-in.ts";
import { checkPassword, sessionCookie, signedInAccount } from "./sign-in-session.ts";
import { findAuthority, type Authority } from "./tenants.ts";

/** `/{tenant}/oauth2/v2.0/authorize`: the sign-in page, and the code that it ends in. */
export function authorizeEndpoint(context: HandlerContext): Reply {
  const { call } = context;
  const query = queryOf(call);
  const authority = findAuthority(call.params["tenant"] ?? "");
  if (authority === undefined)
    return errorPage(400, 90002, `Tenant '${call.params["tenant"] ?? ""}' not found.`);
  const redirectUri = query.get("redirect_uri");
  const refused = refusedClient(query.get("client_id"), redirectUri);
  if (refused !== undefined) return refused;
  if (!isRegisteredRedirect(redirectUri)) return mismatchPage(redirectUri);
  const problem = requestProblem(query);
  if (problem !== undefined) return back(redirectUri, query, "invalid_request", problem);
  return call.method === "POST"
    ? afterForm(context, authority, redirectUri)
    : beforeForm(context, authority, redirectUri);
}

/** AADSTS50011 and 700016 are shown, never redirected. */
export function refusedClient(clientId: string | null, redirectUri: string | null): Reply | undefined {
  if (clientId !== APP.clientId) {
    return errorPage(
      400,
      700016,
      `Application with identifier '${clientId ?? ""}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant.`,
    );
  }
  return isRegisteredRedirect(redirectUri) ? undefined : mismatchPage(redirectUri);
}

function mismatchPage(redirectUri: string | null): Reply {
  return errorPage(
    400,
    50011,
    `The redirect URI '${redirectUri ?? ""}' specified in the request does not match the redirect URIs configured for the application '${APP.clientId}'.`,
  );
}

function requestProblem(query: URLSearchParams): string | undefined {
  if (query.get("response_type") !== "code")
    return "AADSTS700054: response_type is not enabled for the application.";
  if (!(query.get("scope") ?? "").split(" ").includes("openid"))
    return "AADSTS900144: The request must contain the scope 'openid'.";
  const method = query.get("code_challenge_method");
  if (query.has("code_challenge") && method !== "S256")
    return "AADSTS50147: The size or method of the code_challenge parameter is not valid.";
  return undefined;
}

/** Signed in already and not asked to choose: no page. Otherwise the form. */
function beforeForm({ sandbox, call }: HandlerContext, authority: Authority, redirectUri: string): Reply {
  const query = queryOf(call);
  const account = signedInAccount(call);
  const prompt = query.get("prompt");
  const isSilent =
    account !== undefined && belongs(account, authority) && (prompt === null || prompt === "none");
  if (isSilent)
    return redirect(
      codeRedirect(
        sandbox.codes.issue(codeRequest(query, authority, redirectUri, account), sandbox.options.now()),
        query,
        redirectUri,
      ),
    );
  if (prompt === "none")
    return back(
      redirectUri,
      query,
      "login_required",
      "AADSTS50058: A silent sign-in request was sent but no user is signed in.",
    );
  return askToSignIn(call, undefined, account?.username);
}

function afterForm({ sandbox, call }: HandlerContext, authority: Authority, redirectUri: string): Reply {
  const query = queryOf(call);
  const form = formOf(call);
  const account = checkPassword(form.get("username"), form.get("password"));
  if (account === undefined) return askToSignIn(call, WRONG_PASSWORD, form.get("username") ?? "");
  if (!belongs(account, authority)) return strangerPage(account, authority);
  const code = sandbox.codes.issue(
    codeRequest(query, authority, redirectUri, account),
    sandbox.options.now(),
  );
  return redirect(codeRedirect(code, query, redirectUri), { "set-cookie": sessionCookie(account) });
}

function codeRequest(
  query: URLSearchParams,
  authority: Authority,
  redirectUri: string,
  account: Account,
): CodeRequest {
  return {
    username: account.username,
    authorityPath: authority.path,
    redirectUri,
    scope: query.get("scope") ?? "openid",
    nonce: query.get("nonce") ?? undefined,
    codeChallenge: query.get("code_challenge") ?? undefined,
  };
}

function codeRedirect(code: string, query: URLSearchParams, redirectUri: string): string {
  const state = query.get("state") ?? undefined;
  return withQuery(redirectUri, { code, state, session_state: guidOf(code) });
}

function back(redirectUri: string, query: URLSearchParams, error: string, description: string): Reply {
  return redirect(
    withQuery(redirectUri, { error, error_description: description, state: query.get("state") ?? undefined }),
  );
}
