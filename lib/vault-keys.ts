import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { readVaultSecret } from "#lib/adapters/keyvault/read-secret.ts";
import type { KeyVaultEnv } from "#lib/env.ts";
import { createHttp } from "#lib/http.ts";
import { systemClock } from "#lib/system-clock.ts";

/** The resource that the token is for, whatever host serves it. */
const VAULT_SCOPE = "https://vault.azure.net/.default";
const TIMEOUT_MS = 30_000;

type Environment = Record<string, string | undefined>;

/**
 * The environment with the envelope keys out of Azure Key Vault, where they lie there: read once, when a process starts, and
 * kept in its memory alone.
 * @throws Error that says why they cannot be had and what to do
 */
export async function withVaultKeys(
  environment: Environment,
  vault: KeyVaultEnv | undefined,
): Promise<Environment> {
  if (!vault) return environment;
  const http = createHttp({ connections: 2, headersTimeoutMs: TIMEOUT_MS, bodyTimeoutMs: TIMEOUT_MS });
  const entra = createEntra({
    ...entraApplicationOf(vault),
    http,
    clock: systemClock,
    scope: VAULT_SCOPE,
    graphUrl: "",
    consentRedirectUri: "",
  });
  try {
    const tokenFor = (fresh: boolean) => entra.tokenFor(vault.KEY_VAULT_TENANT, { fresh });
    const access = { http, clock: systemClock, tokenFor };
    const address = new URL(vault.ENVELOPE_KEYS_VAULT_URL);
    const keys = await readVaultSecret(access, address, new AbortController().signal);
    return { ...environment, ENVELOPE_KEYS_FILE: undefined, ENVELOPE_KEYS: keys };
  } finally {
    await http.close();
  }
}
