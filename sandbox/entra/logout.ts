import { type HandlerContext } from "../http/handler-area.ts";
import { queryOf } from "../http/call.ts";
import { redirect, withHeaders, type Reply } from "../http/reply.ts";
import { signedOutPage } from "./pages.ts";
import { isLocalUrl } from "./redirects.ts";
import { endedSessionCookie } from "./sign-in-session.ts";

/** Ends the browser's session, and goes to `post_logout_redirect_uri` where that is on this machine. */
export function logout({ call }: HandlerContext): Reply {
  const next = queryOf(call).get("post_logout_redirect_uri");
  const cookie = { "set-cookie": endedSessionCookie() };
  return isLocalUrl(next) ? redirect(next, cookie) : withHeaders(signedOutPage(), cookie);
}
