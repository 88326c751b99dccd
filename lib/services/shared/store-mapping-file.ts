import type { Db } from "#lib/db/client.ts";
import { insertMappingPart, type OpenVersion } from "#lib/db/mapping-rows.ts";
import {
  isMappingProblem,
  type MappingProblem,
  type MappingRow,
  type MappingRule,
  parseMappingRow,
} from "#lib/domain/mapping-file.ts";
import type { MappingFilePart } from "../context.ts";
import { fileTooLong, fileUnreadable, uploadReplaced } from "./mapping-refusals.ts";

export type StoredMappingFile = {
  acceptedRows: number;
  refusedRows: number;
  /** For the eye; some of them may be refused later on. */
  firstRules: MappingRule[];
  firstProblem: MappingProblem | undefined;
};

/** Rows of a sheet in Excel, which is what these files come out of. */
const MAX_ROWS = 1_048_576;
const SAMPLE_ROWS = 20;

/**
 * Checks every row and stores it, accepted or refused, a part of the file at a time.
 * @throws Refusal when the file as a whole cannot be used, or another upload took its place
 */
export async function storeMappingFile(
  db: Db,
  version: OpenVersion,
  parts: AsyncIterable<MappingFilePart>,
  defaultCountry: string,
): Promise<StoredMappingFile> {
  const stored: StoredMappingFile = {
    acceptedRows: 0,
    refusedRows: 0,
    firstRules: [],
    firstProblem: undefined,
  };
  for await (const part of parts) {
    if (part.kind === "unreadable") throw fileUnreadable(part.why);
    const { rules, problems } = check(part.rows, part.problems, defaultCountry);
    stored.acceptedRows += rules.length;
    stored.refusedRows += problems.length;
    if (stored.acceptedRows + stored.refusedRows > MAX_ROWS) throw fileTooLong(MAX_ROWS);
    stored.firstRules.push(...rules.slice(0, SAMPLE_ROWS - stored.firstRules.length));
    stored.firstProblem ??= problems[0];
    if (!(await insertMappingPart(db, version, rules, problems))) throw uploadReplaced();
  }
  return stored;
}

function check(
  rows: readonly MappingRow[],
  unreadLines: readonly MappingProblem[],
  defaultCountry: string,
): { rules: MappingRule[]; problems: MappingProblem[] } {
  const rules: MappingRule[] = [];
  const problems = [...unreadLines];
  for (const row of rows) {
    const result = parseMappingRow(row, defaultCountry);
    if (isMappingProblem(result)) problems.push(result);
    else rules.push(result);
  }
  return { rules, problems };
}
