import { randomUUID } from "node:crypto";
import { guidOf } from "../random.ts";
import { type Sandbox } from "../sandbox.ts";
import { APP, type Account } from "../world.ts";
import { type CodeRequest } from "./codes.ts";
import { GRAPH_AUDIENCE, TOKEN_LIFETIME_SECONDS } from "./graph-tokens.ts";
import { findAccount } from "./sign-in-session.ts";
import { findAuthority, issuerOf } from "./tenants.ts";
import { invalidGrant } from "./token-error.ts";

/** The answer to a code or a refresh token: ID token, access token, and with offline_access a refresh token. */
export async function userTokens(sandbox: Sandbox, request: CodeRequest): Promise<Record<string, unknown>> {
  const account = findAccount(request.username);
  const authority = findAuthority(request.authorityPath);
  if (account === undefined || authority === undefined)
    throw invalidGrant(50034, "The user account does not exist.");
  const seconds = Math.floor(sandbox.options.now() / 1000);
  const times = { iat: seconds, nbf: seconds, exp: seconds + TOKEN_LIFETIME_SECONDS };
  const oid = objectIdOf(sandbox, account);
  const idToken = await sandbox.signingKey.sign({
    ...times,
    ...idClaims(account, oid),
    iss: issuerOf(sandbox.urls.public, authority),
    aud: APP.clientId,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
  });
  const accessToken = await sandbox.signingKey.sign({
    ...times,
    aud: GRAPH_AUDIENCE,
    iss: `https://sts.windows.net/${account.tenant.id}/`,
    appid: APP.clientId,
    oid,
    tid: account.tenant.id,
    scp: request.scope,
    ver: "1.0",
  });
  const isOffline = request.scope.split(" ").includes("offline_access");
  return {
    token_type: "Bearer",
    scope: request.scope,
    expires_in: TOKEN_LIFETIME_SECONDS,
    ext_expires_in: TOKEN_LIFETIME_SECONDS,
    access_token: accessToken,
    id_token: idToken,
    ...(isOffline ? { refresh_token: sandbox.codes.issueRefreshToken(request) } : {}),
  };
}

/** Source: ID token claims reference. `roles` are absent for somebody without one; `wids` as by the manifest. */
function idClaims(account: Account, oid: string): Record<string, unknown> {
  return {
    oid,
    sub: guidOf(`sub:${APP.clientId}:${oid}`),
    tid: account.tenant.id,
    name: account.name,
    preferred_username: account.username,
    email: account.username,
    ...(account.roles.length > 0 ? { roles: account.roles } : {}),
    wids: [...account.wids, "b79fbf4d-3ef9-4689-8143-76b194e85509"],
    uti: randomUUID(),
    ver: "2.0",
  };
}

function objectIdOf(sandbox: Sandbox, account: Account): string {
  return sandbox.directory.findAnywhere(account.username)?.id ?? guidOf(`user:${account.username}`);
}
