import { setTimeout as delay } from "node:timers/promises";
import { openContainer } from "#lib/adapters/staging/container.ts";
import { createVaultShelves } from "#lib/adapters/staging/vault.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import { createDb } from "#lib/db/client.ts";
import { readHoldings } from "#lib/db/forgotten-tenants.ts";
import { isUuid } from "#lib/db/ids.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import { readOperatorEnv } from "./operator-env.ts";
import { forgetTenant } from "./tenant/forget-tenant.ts";

// Forgets an organization for good (docs/operations.md): exit code 0 when nothing of it can be read any more and all is
// deleted, 1 when something is left to do, 2 when nothing was done.

const [tenantId = "", flag, by = ""] = process.argv.slice(2);
const env = await readOperatorEnv(process.env);
const db = createDb(env.DATABASE_URL, { max: 2 });
process.exitCode = await (flag === "--for-ever-by" && by.trim() !== "" ? forget() : tellWhatItWouldDo());
await db.close();

async function tellWhatItWouldDo(): Promise<number> {
  const held = isUuid(tenantId) ? await db.tenant(tenantId, (tx) => readHoldings(tx, tenantId)) : undefined;
  if (!held) {
    console.error("Name the organization by its Entra tenant id: npm run tenant:forget -- <tenant id>");
    return 2;
  }
  const { connectors, activeJobs, credentials, packs, bytes } = held;
  console.log(`Organization ${tenantId} ${held.name}`);
  console.log(`  ${connectors} connectors stop for good; ${activeJobs.length} active runs are cancelled`);
  console.log(
    `  ${credentials} credentials and the keys of ${packs} packs of originals (${bytes} bytes) are destroyed`,
  );
  console.log("  Mappings, directory, numbers and addresses are deleted. Counts and the audit log stay.");
  console.log("Nothing was done. To do it, for good and without a way back:");
  console.log(`  npm run tenant:forget -- ${tenantId} --for-ever-by "your name, and why"`);
  return 2;
}

async function forget(): Promise<number> {
  const { keys, currentKeyId } = parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY);
  const container = openContainer(env.AZURE_STORAGE_CONNECTION_STRING, env.STAGING_CONTAINER);
  const world = {
    db,
    shelves: createVaultShelves(container),
    sealAudit: auditSeals(createEnvelope({ keys, currentKeyId })).sealAudit,
    now: () => new Date(),
    pause: () => delay(2_000),
  };
  const outcome = await forgetTenant(world, tenantId, by.trim());
  if (outcome.kind === "unknown-tenant") {
    console.error(`✗ No organization with the tenant id ${tenantId} is known here.`);
    return 2;
  }
  if (outcome.kind === "still-running") {
    console.error(
      `✗ Workers still hold ${outcome.jobs.join(", ")}. No new run begins; say it once more in a minute.`,
    );
    return 1;
  }
  console.log(`Nothing that ${tenantId} stored can be read any more. ${outcome.blobs} blobs were deleted.`);
  if (outcome.held === 0) return 0;
  console.error(
    `✗ The storage holds on to ${outcome.held} blobs, which nobody can open. Say it once more when it lets go.`,
  );
  return 1;
}
