import { readWorkerHealth } from "#lib/db/worker-processes.ts";
import type { SystemHealth } from "#lib/domain/views/health.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Whether anybody is there to do the work, and does it. */
export async function getHealth(context: ServiceContext): Promise<SystemHealth> {
  authorize(context, "look");
  const { lastJobAt, waitingSince, ...health } = await readWorkerHealth(context.db);
  return {
    ...health,
    lastJobAt: lastJobAt?.toISOString() ?? null,
    waitingSince: waitingSince?.toISOString() ?? null,
  };
}
