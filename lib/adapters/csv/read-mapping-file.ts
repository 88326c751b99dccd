import type { MappingColumns, MappingProblem, MappingRow } from "#lib/domain/mapping-file.ts";
import type { MappingFilePart } from "#lib/services/context.ts";
import { decodeText } from "./decode-text.ts";
import { findColumns } from "./find-columns.ts";
import type { CsvRecord } from "./parse-lines.ts";
import { readRecords } from "./read-records.ts";
import { splitLines } from "./split-lines.ts";
import { Unreadable } from "./unreadable.ts";

const LINES_A_PART = 5000;

/**
 * Reads a custom mapping file as it comes, whatever its encoding, delimiter, line ends and header. Every line that is
 * not blank comes out as a row or as a problem; of a file that is none, the last part tells why.
 */
export async function* readMappingFile(stream: AsyncIterable<Uint8Array>): AsyncGenerator<MappingFilePart> {
  try {
    yield* readParts(stream);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield { kind: "unreadable", why: error.why };
  }
}

async function* readParts(stream: AsyncIterable<Uint8Array>): AsyncGenerator<MappingFilePart> {
  let columns: MappingColumns | undefined;
  let isEmpty = true;
  for await (const { records, broken } of readRecords(splitLines(decodeText(stream), LINES_A_PART))) {
    const [first] = records;
    if (!columns && first) {
      const found = findColumns(first.cells);
      if (found === "ambiguous") throw new Unreadable("header-ambiguous");
      if (found.hasHeader) records.shift();
      columns = found.columns;
    }
    const rows = columns ? rowsOf(records, columns) : [];
    isEmpty &&= rows.length + broken.length === 0;
    if (rows.length + broken.length > 0) yield { kind: "rows", rows, problems: broken.map(brokenLine) };
  }
  if (isEmpty) throw new Unreadable("empty");
}

function rowsOf(records: readonly CsvRecord[], columns: MappingColumns): MappingRow[] {
  return records.map(({ line, cells }) => {
    const cell = (place: number | undefined) => (place === undefined ? "" : (cells[place] ?? ""));
    return {
      line,
      phone: unforced(cell(columns.phone)),
      address: cell(columns.address),
      validFrom: cell(columns.validFrom),
      validTo: cell(columns.validTo),
    };
  });
}

/** A number that was forced to be text: `="12125550101"`, or with an apostrophe, as our own downloads write it. */
function unforced(cell: string): string {
  return /^="(.*)"$/.exec(cell)?.[1] ?? cell.replace(/^'(?=[+\d])/, "");
}

function brokenLine(line: number): MappingProblem {
  return {
    line,
    column: "",
    value: "",
    reason: "The line is not CSV: a quotation mark is not closed, or something follows a closed one.",
    advice: "Remove the quotation marks from the line, or save the file as CSV again.",
  };
}
