import type { Tx } from "./client.ts";
import type { Connector, Prisma } from "./generated/client.ts";
import { isUuid } from "./ids.ts";
import { lockConnector } from "./insert-run.ts";

/** A connector or a draft of one, as its row stands; never a deleted one. */
export type ConnectorRow = Connector;

export type ConnectorChanges = Partial<
  Pick<
    Connector,
    | "name"
    | "state"
    | "termsAcceptedAt"
    | "termsAcceptedBy"
    | "sourceUsername"
    | "sourceValidatedAt"
    | "defaultCountry"
    | "isAutomatic"
    | "isCustom"
    | "mappingChosenAt"
    | "mappingVersionId"
    | "pendingMappingVersionId"
    | "roleCheckState"
    | "roleCheckedBy"
    | "roleCheckedAt"
    | "scheduleTime"
    | "scheduleZone"
    | "firstImportDays"
    | "watermark"
    | "nextRunAt"
    | "actionRequired"
    | "activatedAt"
    | "sourceKind"
    | "sftpHost"
    | "sftpPort"
    | "sftpFolder"
    | "sftpFingerprint"
    | "sftpLogin"
    | "scopeKind"
  >
> & { sourceAccount?: { company: string; archivePlan: string } };

export async function findConnector(
  tx: Tx,
  tenantId: string,
  connectorId: string,
): Promise<ConnectorRow | undefined> {
  if (!isUuid(connectorId)) return undefined;
  const row = await tx.connector.findFirst({
    where: { tenantId, id: connectorId, state: { not: "deleted" } },
  });
  return row ?? undefined;
}

/** Also one that was deleted, for what is kept of it to be read; a setup that was discarded never was a connector. */
export async function findConnectorEver(
  tx: Tx,
  tenantId: string,
  connectorId: string,
): Promise<ConnectorRow | undefined> {
  if (!isUuid(connectorId)) return undefined;
  const isThere = [{ state: { not: "deleted" } }, { activatedAt: { not: null } }];
  const row = await tx.connector.findFirst({ where: { tenantId, id: connectorId, OR: isThere } });
  return row ?? undefined;
}

/** The same, without deleted ones, and nobody else changes it or starts a run of it before the transaction ends. */
export async function findLockedConnector(
  tx: Tx,
  tenantId: string,
  connectorId: string,
): Promise<ConnectorRow | undefined> {
  if (!isUuid(connectorId)) return undefined;
  await lockConnector(tx, tenantId, connectorId);
  return findConnector(tx, tenantId, connectorId);
}

export async function updateConnector(
  tx: Tx,
  { tenantId, id }: Pick<ConnectorRow, "tenantId" | "id">,
  changes: ConnectorChanges,
  now: Date,
): Promise<void> {
  const data: Prisma.ConnectorUpdateManyMutationInput = { ...changes, updatedAt: now };
  await tx.connector.updateMany({ where: { tenantId, id }, data });
}

/** Whether another connector or draft of the tenant has the name already, in whatever case. */
export async function isNameTaken(
  tx: Tx,
  tenantId: string,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM connector
    WHERE tenant_id = ${tenantId}::uuid AND lower(name) = lower(${name}) AND name <> '' AND state <> 'deleted'
      AND id <> ${exceptId}::uuid`;
  return rows.length > 0;
}
