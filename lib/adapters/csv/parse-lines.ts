import { CsvError, parse } from "csv-parse/sync";
import { MAX_LINE_LENGTH } from "./split-lines.ts";

/** `line` is the number of the record's last line, nearly always its only one. */
export type CsvRecord = { line: number; cells: string[] };

/** `broken` are lines that are no CSV: an open quote, something behind a closing one, far too long. */
export type ParsedLines = { records: CsvRecord[]; broken: number[] };

/**
 * Parses lines in frames that are whole by themselves; the first line is number `firstLine`. No line is lost: where many
 * together cannot be read, each frame is tried alone, and then each line.
 */
export function parseLines(
  frames: readonly (readonly string[])[],
  firstLine: number,
  delimiter: string,
): ParsedLines {
  const whole = tryParse(frames.flat(), firstLine, delimiter);
  if (whole) return { records: whole, broken: [] };
  const result: ParsedLines = { records: [], broken: [] };
  let line = firstLine;
  for (const frame of frames) {
    const records = tryParse(frame, line, delimiter);
    if (records) for (const record of records) result.records.push(record);
    else parseOneByOne(frame, line, delimiter, result);
    line += frame.length;
  }
  return result;
}

function parseOneByOne(
  lines: readonly string[],
  firstLine: number,
  delimiter: string,
  result: ParsedLines,
): void {
  for (const [index, text] of lines.entries()) {
    const records = tryParse([text], firstLine + index, delimiter);
    if (records) result.records.push(...records);
    else result.broken.push(firstLine + index);
  }
}

function tryParse(lines: readonly string[], firstLine: number, delimiter: string): CsvRecord[] | undefined {
  if (lines.some((line) => line.length > MAX_LINE_LENGTH)) return undefined;
  const ends: number[] = [];
  try {
    const cells = parse(lines.join("\n"), {
      delimiter,
      on_record: (record, context) => {
        ends.push(context.lines);
        return record;
      },
      record_delimiter: "\n",
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    });
    return cells.map((record, index) => ({ line: firstLine + (ends[index] ?? 1) - 1, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}
