import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { Db } from "../client.ts";

export type SeededConnector = { tenantId: string; connectorId: string };

type ConnectorChange = {
  name?: string;
  isAutomatic?: boolean;
  isCustom?: boolean;
  defaultCountry?: string;
  overlapHours?: number;
  watermark?: Date;
  nextRunAt?: Date;
};

/** A tenant with an active AT&T connector, as the wizard leaves it. */
export async function seedActiveConnector(
  db: Db,
  tenantId: string,
  change: ConnectorChange = {},
): Promise<SeededConnector> {
  return db.tenant(tenantId, async (tx) => {
    await tx.tenant.upsert({ where: { tenantId }, create: { tenantId, name: "Contoso" }, update: {} });
    const connector = await tx.connector.create({
      data: {
        tenantId,
        kind: "att-network",
        name: `Phones ${crypto.randomUUID()}`,
        state: "active",
        watermark: new Date("2026-11-20T00:00:00Z"),
        createdBy: "user-1",
        createdByName: "Ada",
        ...change,
      },
    });
    return { tenantId, connectorId: connector.id };
  });
}

/** A version of the custom mapping with these rules, in force. */
export async function seedRules(
  db: Db,
  { tenantId, connectorId }: SeededConnector,
  rules: readonly MappingRule[],
): Promise<void> {
  await db.tenant(tenantId, async (tx) => {
    const version = await tx.mappingVersion.create({
      data: {
        tenantId,
        connectorId,
        version: 1,
        fileName: "mapping.csv",
        defaultCountry: "US",
        acceptedRows: rules.length,
        uploadedBy: "Ada",
        uploadedAt: new Date("2026-11-20T00:00:00Z"),
      },
    });
    await tx.mappingRule.createMany({
      data: rules.map((rule) => ({
        tenantId,
        versionId: version.id,
        phone: rule.phone,
        line: rule.line,
        address: rule.address,
        validFrom: rule.validFrom ?? null,
        validTo: rule.validTo ?? null,
      })),
    });
    const id = { tenantId, id: version.id };
    await tx.mappingVersion.update({ where: { tenantId_id: id }, data: { state: "ready" } });
    await tx.connector.update({
      where: { tenantId_id: { tenantId, id: connectorId } },
      data: { mappingVersionId: version.id },
    });
  });
}
