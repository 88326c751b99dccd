import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * No import begins before it is resumed; one that is running is put down where it is, and goes on from there.
 * @throws Refusal `not-found` | `already-paused`
 */
export async function pauseConnector(context: ServiceContext, connectorId: string): Promise<void> {
  authorize(context, "pause");
  await changeConnector(context, connectorId, "pause-connector", (connector) => {
    if (connector.state === "draft") throw connectorNotFound();
    if (connector.state === "paused") {
      throw new Refusal("already-paused", "The connector is already paused. Nothing was changed.");
    }
    return { state: "paused" };
  });
}
