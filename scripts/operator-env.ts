import { readKeyVaultEnv, readWorkerEnv, type WorkerEnv } from "#lib/env.ts";
import { withVaultKeys } from "#lib/vault-keys.ts";

/**
 * What an operator's command works with: what a worker does, keys of a vault included.
 * @throws Error that names the variables that are missing or cannot be read, and quotes no value
 */
export async function readOperatorEnv(environment: Record<string, string | undefined>): Promise<WorkerEnv> {
  return readWorkerEnv(await withVaultKeys(environment, readKeyVaultEnv(environment)));
}
