import { type Sandbox } from "../sandbox.ts";
import { APP } from "../world.ts";

export const VAULT_AUDIENCE = "https://vault.azure.net";
export const VAULT_TOKEN_SECONDS = 3599;

/** An app-only token for Key Vault, which knows no roles: who may read is the vault's own matter. */
export async function issueVaultToken({ signingKey, options }: Sandbox, tenantId: string): Promise<string> {
  const seconds = Math.floor(options.now() / 1000);
  return signingKey.sign({
    aud: VAULT_AUDIENCE,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + VAULT_TOKEN_SECONDS,
    appid: APP.clientId,
    idtyp: "app",
    tid: tenantId,
    ver: "1.0",
  });
}
