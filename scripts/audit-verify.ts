import { auditSeals } from "#lib/audit-seal.ts";
import { listTenantIds } from "#lib/db/audit-pages.ts";
import { createDb } from "#lib/db/client.ts";
import { AUDIT_FINDINGS } from "#lib/domain/audit.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import { verifyChainOf } from "#lib/services/audit/verify-audit-chain.ts";
import { readOperatorEnv } from "./operator-env.ts";

// Checks the audit log of every tenant: exit code 0 when all chains hold, 1 when one does not.

const env = await readOperatorEnv(process.env);
const db = createDb(env.DATABASE_URL, { max: 2 });
const world = auditSeals(createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS)));
let broken = 0;
for (const tenantId of await db.system(listTenantIds)) {
  const { finding, sealed, olderThanChain, lastNumber, lastSeal } = await verifyChainOf(
    { db, world },
    tenantId,
  );
  if (finding) {
    broken += 1;
    console.error(`✗ ${tenantId}: entry ${finding.number}: ${AUDIT_FINDINGS[finding.kind]}`);
    continue;
  }
  const older = olderThanChain > 0 ? `, ${olderThanChain} older than the chain` : "";
  console.log(`✓ ${tenantId}: ${sealed} entries${older}; seal of number ${lastNumber}: ${lastSeal}`);
}
await db.close();
process.exit(broken === 0 ? 0 : 1);
