import type { Tx } from "#lib/db/client.ts";
import type { ConnectorRow } from "#lib/db/connectors.ts";
import { findActiveRun } from "#lib/db/find-run.ts";
import { Refusal } from "#lib/domain/failure.ts";

/** Why the connector, which the caller has locked, takes no new run. @throws Refusal `paused` | `run-active` */
export async function refuseRunNow(tx: Tx, connector: ConnectorRow): Promise<void> {
  if (connector.state === "paused") {
    throw new Refusal("paused", "The connector is paused, so nothing is imported. Resume it first.");
  }
  const active = await findActiveRun(tx, connector.tenantId, connector.id);
  if (!active) return;
  throw new Refusal(
    "run-active",
    `The run ${active.jobId} is not finished yet. A connector imports one window after the other; wait for it or cancel it.`,
  );
}
