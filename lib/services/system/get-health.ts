import { readWorkerHealth } from "#lib/db/worker-processes.ts";
import type { SystemHealth } from "#lib/domain/views.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Whether anybody is there to do the work. */
export async function getHealth(context: ServiceContext): Promise<SystemHealth> {
  authorize(context, "look");
  const { workersAlive, lastJobAt } = await readWorkerHealth(context.db);
  return { workersAlive, lastJobAt: lastJobAt?.toISOString() ?? null };
}
