import type { Db } from "#lib/db/client.ts";
import { listTenantFacts } from "#lib/db/examine-database.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import type { WorkerEnv } from "#lib/env.ts";

import { type Finding, mend, ok } from "./findings.ts";
import { openSecret } from "./open-secret.ts";

const REMEDY =
  "Put the key back into ENVELOPE_KEYS from the safe copy: what it wrapped cannot be read without it.";

/** Every key that wraps something is configured, and opens a secret of each tenant. */
export async function examineKeys(env: WorkerEnv, db: Db): Promise<Finding[]> {
  let keys;
  try {
    keys = parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY);
  } catch (error) {
    // The text names the place and quotes no key.
    const detail = error instanceof Error ? error.message : "they cannot be read";
    return [mend("Envelope keys", detail, "See ENVELOPE_KEYS in .env.example.")];
  }
  const envelope = createEnvelope(keys);
  const tenants = await listTenantFacts(db).catch(() => undefined);
  if (!tenants) return [];
  const absent = [...new Set(tenants.flatMap(({ keyIds }) => keyIds))].filter((id) => !keys.keys.has(id));
  if (absent.length > 0)
    return [
      mend("Envelope keys", `stored things need keys that are not there: ${absent.join(", ")}`, REMEDY),
    ];
  let opened = 0;
  for (const { tenantId, credentials } of tenants)
    for (const each of credentials) {
      if (openSecret(envelope, tenantId, each) === undefined)
        return [mend("Envelope keys", `the key "${each.secret.keyId}" does not open what it sealed`, REMEDY)];
      opened += 1;
    }
  return [ok("Envelope keys", `${keys.keys.size} configured, ${opened} stored secrets opened`)];
}
