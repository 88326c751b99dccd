import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import { changeMappingRow, type RowChange } from "../mapping/change-mapping-row.ts";
import { exportMapping } from "../mapping/export-mapping.ts";
import { listMappingVersions } from "../mapping/list-mapping-versions.ts";
import { rollBackMapping } from "../mapping/roll-back-mapping.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { seedDirectory, upload } from "./mapping-files.ts";
import { activate, createStage } from "./stage.ts";

/** Two rows as a file has them, and as it is exported. */
export const FIRST = "12125550101,alice@contoso.example,,\n12125550102,bob@contoso.example,,2026-01-01\n";

/** A connector with these files put in force, one after the other, and what an operator does with its mapping. */
export async function mappingScene(database: TestDatabase, ...files: string[]) {
  const stage = createStage(database);
  const { connectorId } = await activate(stage.admin);
  await seedDirectory(database, stage);
  const operator = stage.as("Connector.Operator");
  for (const [n, rows] of files.entries()) {
    await upload(operator, connectorId, rows, `staff-${n + 1}.csv`);
    await chooseMapping(operator, { connectorId, isAutomatic: true, isCustom: true });
  }
  const exported = async (version?: number) => {
    let text = "";
    for await (const piece of await exportMapping(operator, connectorId, version)) text += piece;
    return text.trim().split("\r\n").slice(1);
  };
  const change = (of: Partial<RowChange>) =>
    changeMappingRow(operator, {
      connectorId,
      version: 1,
      line: null,
      isRemoval: false,
      phone: "+12125550102",
      address: "bob@contoso.example",
      validFrom: "",
      validTo: "",
      ...of,
    });
  const versions = async () =>
    (await listMappingVersions(operator, connectorId)).rows.map(
      ({ version, origin, basedOn, state, fileName, acceptedRows }) =>
        `${version} ${origin} ${fileName} of ${basedOn ?? "none"}, ${acceptedRows} rows, ${state}`,
    );
  const deeds = async () => {
    const { rows } = await database.admin.query<{ action: string; before: unknown; after: unknown }>(
      "SELECT action, before, after FROM audit_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
      [stage.tenantId],
    );
    return rows[0];
  };
  const rollBack = (version: number, inForce: number | null) =>
    rollBackMapping(operator, { connectorId, version, inForce });
  return { stage, operator, connectorId, exported, change, rollBack, versions, deeds };
}
