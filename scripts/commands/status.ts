import { join } from "node:path";

import { createDb } from "#lib/db/client.ts";
import { listAllConnectors } from "#lib/db/status-rows.ts";
import { readWorkerHealth } from "#lib/db/worker-processes.ts";
import { statusCodeOf } from "#lib/domain/status.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";

import { ROOT } from "../stack/root.ts";
import { databaseOfStack } from "../stack/lock.ts";

/**
 * One line a connector, for people and for scripts.
 * @returns 0 all is well, 1 something has failed or no worker takes the work, 2 partial
 */
export async function status(): Promise<number> {
  const url = process.env["DATABASE_URL"] ?? databaseOfStack(join(ROOT, ".data"));
  if (url === undefined) {
    console.error("Neither DATABASE_URL is set, nor does `npm start` run here.");
    return 1;
  }
  const db = createDb(url, { max: 1 });
  try {
    const { lastJobAt, waitingSince, ...health } = await readWorkerHealth(db);
    const all = await listAllConnectors(db);
    const connectors = all.flatMap((each) => each.connectors);
    const lastJob = lastJobAt?.toISOString() ?? "never";
    const waiting = waitingSince === null ? "" : `\tuntaken-since=${waitingSince.toISOString()}`;
    console.log(
      `workers=${health.workersAlive}\tjobs-at-work=${health.jobsAtWork}\tlast-job=${lastJob}${waiting}`,
    );
    for (const { tenantId, connectors: own } of all)
      for (const connector of own) console.log(`${tenantId}\t${lineOf(connector)}`);
    return statusCodeOf(connectors, { ...health, waitingSince: waitingSince?.toISOString() ?? null });
  } catch {
    console.error("The database does not answer.");
    return 1;
  } finally {
    await db.close();
  }
}

function lineOf({ connectorId, state, actionRequired, lastRun }: ConnectorSummary): string {
  const words = [connectorId, `connector=${state}`];
  if (actionRequired !== null) words.push(`action-required=${actionRequired}`);
  if (lastRun) {
    const { jobId, state: runState, step, reason, deliveries, lastActivityAt } = lastRun;
    words.push(`run=${jobId}`, `state=${runState}`, `step=${step}`);
    if (reason !== null) words.push(`reason=${reason}`);
    const { available, imported, partial, duplicate, failed, pending } = deliveries;
    words.push(`available=${available}`, `imported=${imported}`, `partial=${partial}`);
    words.push(`duplicate=${duplicate}`, `failed=${failed}`, `pending=${pending}`);
    words.push(`last-activity=${lastActivityAt ?? "none"}`);
  }
  return words.join("\t");
}
