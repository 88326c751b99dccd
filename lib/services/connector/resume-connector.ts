import { findActiveRun } from "#lib/db/find-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { hintRun } from "../shared/hint-run.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * Goes on with a run that was put down. The schedule stays as it was, so that a time missed meanwhile is made up at once.
 * @throws Refusal `not-found` | `not-paused`
 */
export async function resumeConnector(context: ServiceContext, connectorId: string): Promise<void> {
  authorize(context, "resume");
  let runId: string | undefined;
  await changeConnector(context, connectorId, "resume-connector", async (connector, tx) => {
    if (connector.state === "draft") throw connectorNotFound();
    if (connector.state !== "paused") {
      throw new Refusal("not-paused", "The connector is not paused. Nothing was changed.");
    }
    runId = (await findActiveRun(tx, connector.tenantId, connectorId))?.runId;
    return { state: "active" };
  });
  if (runId !== undefined) await hintRun(context.world, runId);
}
