import { type GraphClaims } from "../entra/graph-tokens.ts";
import { isExchangePermission } from "../entra/consent-book.ts";
import { type FaultTarget } from "../faults.ts";
import { type Head } from "../http/call.ts";
import { type Sandbox } from "../sandbox.ts";
import { type DirectoryUser } from "../store/directory.ts";
import { type Mailbox } from "../store/folders.ts";
import { accessDenied, GraphProblem, noMailbox, noPrivilege, outOfScope } from "./problem.ts";
import { type GraphRoute } from "./request.ts";

/** The claims of the request's bearer token, at once when the token has been seen before. */
export function claimsOf(sandbox: Sandbox, head: Head): GraphClaims | Promise<GraphClaims> {
  const header = head.headers.authorization;
  if (header === undefined || !/^Bearer /i.test(header)) throw invalidToken("Access token is empty.");
  const token = header.slice(7);
  const known = sandbox.tokens.known(token);
  if (known !== undefined) return checked(sandbox, known);
  return sandbox.tokens.learn(token).then((claims) => {
    if (claims === undefined)
      throw invalidToken("IDX14100: JWT is not well formed or its signature is invalid.");
    return checked(sandbox, claims);
  });
}

function checked(sandbox: Sandbox, claims: GraphClaims): GraphClaims {
  if (claims.expiresMs <= sandbox.options.now() || sandbox.tokens.isRevoked(claims)) {
    throw invalidToken("Lifetime validation failed, the token is expired.");
  }
  return claims;
}

function invalidToken(message: string): GraphProblem {
  return new GraphProblem(401, "InvalidAuthenticationToken", message, {
    "www-authenticate":
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
  });
}

/** The user and the mailbox that a route works on, once the token's permissions reach that far. */
export function authorize(
  sandbox: Sandbox,
  claims: GraphClaims,
  route: GraphRoute,
  userKey: string | undefined,
  target: FaultTarget,
): { readonly user: DirectoryUser | undefined; readonly mailbox: Mailbox | undefined } {
  const user = userKey === undefined ? undefined : sandbox.directory.find(claims.tenantId, userKey);
  const allowed = { ...target, tenant: [claims.tenantId] };
  if (sandbox.faults.strike("access-denied", allowed) !== undefined) throw outOfScope();
  requirePermission(sandbox, claims, route, user);
  if (!route.needsMailbox) return { user, mailbox: undefined };
  if (user === undefined)
    throw new GraphProblem(404, "ErrorInvalidUser", `The requested user '${userKey ?? ""}' is invalid.`);
  if (user.mailbox === "none") throw noMailbox();
  return { user, mailbox: sandbox.folders.open(claims.tenantId, user.id) };
}

/** Source: grants of Exchange's RBAC for Applications add to those in the token, and are not shown in it. */
function requirePermission(
  sandbox: Sandbox,
  claims: GraphClaims,
  route: GraphRoute,
  user: DirectoryUser | undefined,
): void {
  const permission = route.permission;
  if (permission === undefined || claims.roles.has(permission)) return;
  if (!isExchangePermission(permission)) throw noPrivilege();
  const consent = sandbox.consent.of(claims.tenantId);
  const isScoped =
    consent.granted && consent.mode === "scoped" && sandbox.options.appPermissions.includes(permission);
  if (!isScoped) throw accessDenied();
  const wanted = user === undefined ? [] : [user.id, user.upn.toLowerCase()];
  const inScope =
    consent.scope.length === 0 || consent.scope.some((one) => wanted.includes(one.toLowerCase()));
  if (!inScope) throw outOfScope();
}
