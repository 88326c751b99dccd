import { type HandlerContext } from "../http/handler-area.ts";
import { formOf, queryOf } from "../http/call.ts";
import { json, type Reply } from "../http/reply.ts";
import { appToken } from "./app-token.ts";
import { authenticateClient } from "./client-authentication.ts";
import { getAuthority } from "./tenants.ts";
import { userTokens } from "./user-token.ts";
import { invalidRequest, TokenProblem, tokenProblemAnswer } from "./token-error.ts";

/** `POST /{tenant}/oauth2/v2.0/token` */
export async function tokenEndpoint(context: HandlerContext): Promise<Reply> {
  const form = formOf(context.call);
  try {
    const answer = await granted(context, form);
    return json(200, answer, { "cache-control": "no-store", pragma: "no-cache" });
  } catch (error) {
    if (!(error instanceof TokenProblem)) throw error;
    const correlationId =
      form.get("client-request-id") ?? queryOf(context.call).get("client-request-id") ?? context.call.id;
    return tokenProblemAnswer(error, correlationId, context.sandbox.options.now());
  }
}

async function granted(
  { sandbox, call }: HandlerContext,
  form: URLSearchParams,
): Promise<Record<string, unknown>> {
  const authority = getAuthority(call.params["tenant"] ?? "");
  const grant = required(form, "grant_type");
  await authenticateClient(sandbox, authority, form, call.headers.authorization);
  switch (grant) {
    case "client_credentials":
      return appToken(sandbox, authority, form.get("scope"));
    case "authorization_code": {
      const code = required(form, "code");
      const request = sandbox.codes.redeem(
        code,
        form.get("redirect_uri"),
        form.get("code_verifier"),
        sandbox.options.now(),
      );
      return userTokens(sandbox, request);
    }
    case "refresh_token":
      return userTokens(sandbox, sandbox.codes.redeemRefreshToken(required(form, "refresh_token")));
    default:
      throw new TokenProblem(
        400,
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grant}'.`,
      );
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null)
    throw invalidRequest(900144, `The request body must contain the following parameter: '${name}'.`);
  return value;
}
