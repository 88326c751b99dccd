import { createDb } from "#lib/db/client.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";

import { readOperatorEnv } from "./operator-env.ts";
import { rotateKeys } from "./keys/rotate-keys.ts";

// Wraps every stored data key under the current envelope key: exit code 0 when all are, 1 when one could not be opened.

const env = await readOperatorEnv(process.env);
const { keys, currentKeyId } = parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY);
const db = createDb(env.DATABASE_URL, { max: 2 });
const { rewrapped, unopened, sealKeyIds } = await rotateKeys(db, createEnvelope({ keys, currentKeyId }));
await db.close();

console.log(`Under the key "${currentKeyId}" now:`);
console.log(
  `  ${rewrapped.credentials} credentials and ${rewrapped.originals} packs of originals wrapped anew`,
);
for (const { tenantId, what, id, keyId } of unopened)
  console.error(
    `✗ ${tenantId}: ${what} ${id}: the key "${keyId}" does not open it, and it was left as it is`,
  );
if (unopened.length > 0) process.exit(1);
for (const keyId of keys.keys()) {
  if (keyId === currentKeyId) continue;
  const isSeal = sealKeyIds.includes(keyId);
  console.log(
    isSeal
      ? `  "${keyId}" wraps nothing any more, and sealed entries of the audit log: keep it to verify them.`
      : `  "${keyId}" wraps nothing any more: it can be taken out of ENVELOPE_KEYS once no process writes with it.`,
  );
}
