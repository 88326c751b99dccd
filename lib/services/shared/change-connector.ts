import type { Tx } from "#lib/db/client.ts";
import {
  type ConnectorChanges,
  type ConnectorRow,
  findLockedConnector,
  updateConnector,
} from "#lib/db/connectors.ts";
import type { AuditFields } from "#lib/domain/audit.ts";
import type { ServiceContext } from "../context.ts";
import { auditFieldsOf, recordDeed } from "./record-deed.ts";
import { connectorNotFound } from "./refusals.ts";

/** What a verb makes of the connector as it is now; `undefined` when there is nothing to change. */
export type Decide = (
  connector: ConnectorRow,
  tx: Tx,
) => Promise<ConnectorChanges | undefined> | ConnectorChanges | undefined;

/**
 * One change of one connector: locked, decided, written with its audit row, which `remarks` add to.
 * @throws Refusal `not-found`, and what `decide` refuses
 */
export async function changeConnector(
  context: ServiceContext,
  connectorId: string,
  action: string,
  decide: Decide,
  remarks: AuditFields = {},
): Promise<void> {
  const { tenantId } = context.viewer;
  await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    const changes = await decide(connector, tx);
    if (!changes) return;
    await updateConnector(tx, connector, changes, context.world.now());
    await recordDeed(tx, context, {
      action,
      targetKind: "connector",
      targetId: connectorId,
      before: auditFieldsOf(connector, changes),
      after: { ...auditFieldsOf(changes, changes), ...remarks },
    });
  });
}
