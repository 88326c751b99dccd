import type { Db } from "#lib/db/client.ts";
import { FIRST_UNMAPPED, listUnmappedPage } from "#lib/db/unmapped-pages.ts";
import { CSV_START, csvLine } from "#lib/domain/csv.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";

const PAGE_ROWS = 2000;
const HEADER = [
  "Number or address",
  "Items",
  "First seen (UTC)",
  "Last seen (UTC)",
  "Why",
  "What to do",
  "Runs",
];

/**
 * All of them as a CSV file that is written while it is read. A plus sign, which a spreadsheet takes for a formula, is
 * kept as text.
 * @throws Refusal `not-found`, before the first line
 */
export async function exportUnmapped(
  context: ServiceContext,
  connectorId: string,
): Promise<AsyncIterable<string>> {
  authorize(context, "look");
  await findOwnConnector(context, connectorId);
  return lines(context.db, context.viewer.tenantId, connectorId);
}

async function* lines(db: Db, tenantId: string, connectorId: string): AsyncGenerator<string> {
  yield CSV_START + csvLine(HEADER);
  for (let after = FIRST_UNMAPPED; ;) {
    const query = { tenantId, connectorId, search: "", after, limit: PAGE_ROWS };
    const page = await db.sql(tenantId, (sql) => listUnmappedPage(sql, query));
    const last = page.at(-1);
    if (!last) return;
    yield page.map(lineOf).join("");
    after = last;
  }
}

function lineOf({ kind, identity, items, firstSentAt, lastSentAt, reason, examples }: UnmappedRow): string {
  const { sentence, remedy } = reasonOf(reason);
  return csvLine([
    kind === "unreadable" ? "(unreadable)" : identity,
    items,
    firstSentAt,
    lastSentAt,
    sentence,
    remedy,
    [...new Set(examples.map(({ jobId }) => jobId))].join(" "),
  ]);
}
