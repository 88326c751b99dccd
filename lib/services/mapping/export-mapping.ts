import type { Db } from "#lib/db/client.ts";
import { currentVersionId } from "#lib/db/connector-settings.ts";
import { FIRST_RULE, listRulePage } from "#lib/db/mapping-rule-pages.ts";
import { CSV_START, csvLine } from "#lib/domain/csv.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { MAPPING_HEADER, mappingCellsOf } from "#lib/domain/mapping-file.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { getVersion } from "../shared/get-version.ts";

const PAGE_ROWS = 5000;

/**
 * The custom mapping as the connector's page shows it, or an earlier version, by number, as a CSV file that is written
 * while it is read and that an upload reads into the same rows again.
 * @throws Refusal `not-found` | `mapping-file-missing` | `version-gone`, before the first line
 */
export async function exportMapping(
  context: ServiceContext,
  connectorId: string,
  version?: number,
): Promise<AsyncIterable<string>> {
  authorize(context, "look");
  const { db, viewer } = context;
  const connector = await findOwnConnector(context, connectorId);
  const versionId =
    version === undefined
      ? currentVersionId(connector)
      : (await db.tenant(viewer.tenantId, (tx) => getVersion(tx, connector, version))).id;
  if (versionId === null) {
    throw new Refusal(
      "mapping-file-missing",
      "The connector has no custom mapping, so there is nothing to download. Upload a file first.",
    );
  }
  return ruleLines(db, viewer.tenantId, versionId);
}

async function* ruleLines(db: Db, tenantId: string, versionId: bigint): AsyncGenerator<string> {
  yield CSV_START + csvLine(MAPPING_HEADER);
  for (let after = FIRST_RULE; ;) {
    const place = after;
    const page = await db.sql(tenantId, (sql) => listRulePage(sql, versionId, place, PAGE_ROWS));
    const last = page.at(-1);
    if (!last) return;
    yield page.map((rule) => csvLine(mappingCellsOf(rule))).join("");
    after = last;
  }
}
