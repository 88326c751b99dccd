import type { Db } from "#lib/db/client.ts";
import { summaryOfVersion } from "#lib/db/connector-settings.ts";
import { compareRows, FIRST_PROBLEM, listProblemPage, listSample } from "#lib/db/mapping-preview.ts";
import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import type { MappingVersionRow } from "#lib/db/mapping-versions.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";

const PROBLEMS_SHOWN = 200;

/**
 * What the admin sees of a file just read: how many rows lead to a mailbox today, some of them, what is wrong, and what is
 * as in the version `baseId`, which is in force or was so last.
 */
export async function readPreview(
  db: Db,
  version: MappingVersionRow,
  firstRules: readonly MappingRule[],
  baseId: bigint | null,
): Promise<MappingPreview> {
  const { tenantId, id } = version;
  const resolvedRows = await countResolvedRows(db, tenantId, id);
  return db.sql(tenantId, async (sql) => {
    const { problems } = await listProblemPage(sql, id, FIRST_PROBLEM, PROBLEMS_SHOWN);
    const summary = { ...summaryOfVersion(version), resolvedRows, problems };
    if (baseId === null) {
      const sample = await listSample(sql, tenantId, id, firstRules);
      return { ...summary, sample, unchangedRows: null, unchanged: [] };
    }
    const { changed, ...same } = await compareRows(sql, { tenantId, versionId: id, baseId });
    return { ...summary, ...same, sample: changed };
  });
}
