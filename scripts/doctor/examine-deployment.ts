import { openContainer } from "#lib/adapters/staging/container.ts";
import { createDb } from "#lib/db/client.ts";
import type { WorkerEnv } from "#lib/env.ts";
import { createHttp } from "#lib/http.ts";
import { createProducer } from "#lib/queue/enqueue.ts";

import { type Finding, mend, ok } from "./findings.ts";
import { examineDatabaseServer, examineWorkers } from "./look-at-database.ts";
import { examineKeys } from "./look-at-keys.ts";
import { examineConsent } from "./look-at-microsoft.ts";
import { examineAddress } from "./look-at-network.ts";
import { examineRedis } from "./look-at-redis.ts";
import { examineStorage } from "./look-at-storage.ts";
import { examineVendorLogins } from "./look-at-vendor.ts";
import { readOperatorEnv } from "../operator-env.ts";

/** Looks at everything that the product depends on, one thing after the other, and changes nothing. */
export async function examineDeployment(environment: Record<string, string | undefined>): Promise<Finding[]> {
  let env: WorkerEnv;
  try {
    env = await readOperatorEnv(environment);
  } catch (error) {
    // The text names variables and quotes no value.
    const detail = error instanceof Error ? error.message : "it cannot be read";
    return [mend("Environment", detail, "Set what is named; .env.example explains every variable.")];
  }
  const db = createDb(env.DATABASE_URL, { max: 2 });
  const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
  const http = createHttp({ connections: 4, headersTimeoutMs: 15_000, bodyTimeoutMs: 15_000 });
  const container = openContainer(env.AZURE_STORAGE_CONNECTION_STRING, env.STAGING_CONTAINER);
  try {
    return [
      ok("Environment", "complete"),
      ...(await examineDatabaseServer(db)),
      ...(await examineRedis(producer)),
      ...(await examineStorage(container)),
      ...(await examineKeys(env, db)),
      ...(await examineAddress(http, "Microsoft Entra ID", env.ENTRA_AUTHORITY, "ENTRA_AUTHORITY")),
      ...(await examineAddress(http, "Microsoft Graph", env.GRAPH_URL, "GRAPH_URL")),
      ...(await examineAddress(http, "TeleMessage", env.TELEMESSAGE_URL, "TELEMESSAGE_URL")),
      ...(await examineVendorLogins(env, db, http)),
      ...(await examineConsent(env, db, http)),
      ...(await examineWorkers(db)),
    ];
  } finally {
    await producer.close();
    await http.close();
    await db.close();
  }
}
