import type { Db } from "#lib/db/client.ts";
import { currentVersionId } from "#lib/db/connector-settings.ts";
import { FIRST_PROBLEM, listProblemPage } from "#lib/db/mapping-preview.ts";
import { CSV_START, csvLine } from "#lib/domain/csv.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";

const PAGE_ROWS = 2000;

/**
 * All refused rows of the custom mapping that was uploaded last, as a CSV file that is written while it is read.
 * @throws Refusal `not-found`, before the first line
 */
export async function listMappingProblems(
  context: ServiceContext,
  connectorId: string,
): Promise<AsyncIterable<string>> {
  authorize(context, "look");
  const { db, viewer } = context;
  const connector = await findOwnConnector(context, connectorId);
  return problemLines(db, viewer.tenantId, currentVersionId(connector));
}

async function* problemLines(db: Db, tenantId: string, versionId: bigint | null): AsyncGenerator<string> {
  yield CSV_START + csvLine(["Line", "Column", "Value", "Reason", "What to do"]);
  if (versionId === null) return;
  for (let after = FIRST_PROBLEM; ;) {
    const place = after;
    const page = await db.sql(tenantId, (sql) => listProblemPage(sql, versionId, place, PAGE_ROWS));
    if (page.problems.length === 0) return;
    yield page.problems
      .map(({ line, column, value, reason, advice }) => csvLine([line, column, value, reason, advice]))
      .join("");
    after = page.next;
  }
}
