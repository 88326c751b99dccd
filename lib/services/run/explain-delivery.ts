import { findDeliveryTrace } from "#lib/db/delivery-trace.ts";
import { isRowId } from "#lib/db/ids.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { DeliveryTrace } from "#lib/domain/traces.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** The whole trace of one delivery, reached from a run of its connector. @throws Refusal `not-found` */
export async function explainDelivery(
  context: ServiceContext,
  { runId, deliveryId }: { runId: string; deliveryId: string },
): Promise<DeliveryTrace> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const trace = isRowId(deliveryId)
    ? await context.db.sql(tenantId, (sql) => findDeliveryTrace(sql, { tenantId, runId, deliveryId }))
    : undefined;
  if (trace) return trace;
  throw new Refusal(
    "not-found",
    "This delivery does not exist. The list of the run's deliveries shows those that exist.",
  );
}
