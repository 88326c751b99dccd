import { type HandlerContext } from "../http/handler-area.ts";
import { formOf, queryOf, type Call } from "../http/call.ts";
import { redirect, withHeaders, type Reply } from "../http/reply.ts";
import { type Account } from "../world.ts";
import { errorPage, signInPage } from "./pages.ts";
import { checkPassword, endedSessionCookie, sessionCookie, signedInAccount } from "./sign-in-session.ts";
import { type Authority } from "./tenants.ts";

export const WRONG_PASSWORD =
  "AADSTS50126: Your account or password is incorrect. If you don’t remember your password, reset it now.";

/**
 * Asks who is there, then goes on. A page that needs somebody signed in posts its sign-in form to its own address:
 * the answer sets the cookie and comes back to the page.
 */
export function withAccount(
  context: HandlerContext,
  authority: Authority,
  goOn: (account: Account) => Reply,
): Reply {
  const form = formOf(context.call);
  if (context.call.method === "POST" && form.has("username")) return signIn(context.call, form, authority);
  const account = signedInAccount(context.call);
  if (account === undefined) return askToSignIn(context.call, undefined);
  return belongs(account, authority)
    ? goOn(account)
    : withHeaders(strangerPage(account, authority), { "set-cookie": endedSessionCookie() });
}

export function askToSignIn(call: Call, problem: string | undefined, username = ""): Reply {
  const hint = queryOf(call).get("login_hint") ?? "";
  return signInPage({ action: addressOf(call), username: username === "" ? hint : username, problem });
}

/** The page's own path and query, so that nothing of the request is lost on the way. */
export function addressOf(call: Call): string {
  return call.search === "" ? call.path : `${call.path}?${call.search}`;
}

export function signIn(call: Call, form: URLSearchParams, authority: Authority): Reply {
  const username = form.get("username") ?? "";
  const account = checkPassword(username, form.get("password"));
  if (account === undefined) return askToSignIn(call, WRONG_PASSWORD, username);
  if (!belongs(account, authority)) return strangerPage(account, authority);
  return redirect(addressOf(call), { "set-cookie": sessionCookie(account) });
}

export function belongs(account: Account, authority: Authority): boolean {
  return authority.kind === "any" || authority.tenant === account.tenant;
}

export function strangerPage(account: Account, authority: Authority): Reply {
  const name = authority.kind === "tenant" ? authority.tenant.displayName : "";
  return errorPage(
    400,
    50020,
    `User account '${account.username}' from identity provider does not exist in tenant '${name}' and cannot access the application. Sign out and sign in again with a different account.`,
  );
}
