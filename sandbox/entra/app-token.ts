import { issueVaultToken, VAULT_AUDIENCE } from "../keyvault/vault-tokens.ts";
import { type Sandbox } from "../sandbox.ts";
import { isExchangePermission } from "./consent-book.ts";
import { GRAPH_AUDIENCE, TOKEN_LIFETIME_SECONDS } from "./graph-tokens.ts";
import { type Authority } from "./tenants.ts";
import { invalidRequest, TokenProblem } from "./token-error.ts";

/** The client_credentials grant: an app-only token for Graph or for Key Vault. */
export async function appToken(
  sandbox: Sandbox,
  authority: Authority,
  scope: string | null,
): Promise<Record<string, unknown>> {
  if (authority.kind === "any") {
    throw invalidRequest(
      50059,
      "No tenant-identifying information found in either the request or implied by any provided credentials.",
    );
  }
  const tenantId = authority.tenant.id;
  if (scope === `${VAULT_AUDIENCE}/.default`) return tokenAnswer(await issueVaultToken(sandbox, tenantId));
  if (scope !== `${GRAPH_AUDIENCE}/.default`) {
    throw new TokenProblem(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope ?? ""} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  return tokenAnswer(await sandbox.tokens.issue(tenantId, rolesOf(sandbox, tenantId), sandbox.options.now()));
}

function tokenAnswer(token: string): Record<string, unknown> {
  return {
    token_type: "Bearer",
    expires_in: TOKEN_LIFETIME_SECONDS,
    ext_expires_in: TOKEN_LIFETIME_SECONDS,
    access_token: token,
  };
}

/** Roles in a token that is issued now. Consent takes a while to reach the token service when a fault says so. */
function rolesOf(sandbox: Sandbox, tenantId: string): readonly string[] {
  const consent = sandbox.consent.of(tenantId);
  const target = { area: "entra", request: "entra.token", tenant: [tenantId] };
  if (!consent.granted || sandbox.faults.strike("consent-missing", target) !== undefined) return [];
  const delay = sandbox.faults.find("consent-delay", target);
  const ready = consent.grantedMs + Number(delay?.params["ms"] ?? 0) <= sandbox.options.now();
  if (!ready) return [];
  const permissions = sandbox.options.appPermissions;
  return consent.mode === "scoped" ? permissions.filter((one) => !isExchangePermission(one)) : permissions;
}
