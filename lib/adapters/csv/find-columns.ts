import { findMappingColumns, type MappingColumns } from "#lib/domain/mapping-file.ts";

/** Where the columns are in a file without a header. */
const BY_PLACE: MappingColumns = { phone: 0, address: 1, validFrom: 2, validTo: 3 };

/** `ambiguous`: two columns could be meant, and neither is guessed. */
export type FoundColumns = { columns: MappingColumns; hasHeader: boolean } | "ambiguous";

/** Which column is which, from the file's first record. */
export function findColumns(record: readonly string[]): FoundColumns {
  const columns = findMappingColumns(record);
  if (!columns) return { columns: BY_PLACE, hasHeader: false };
  return isAmbiguous(record, columns) ? "ambiguous" : { columns, hasHeader: true };
}

/** With one of the columns blanked out, none may be found in its stead. */
function isAmbiguous(record: readonly string[], columns: MappingColumns): boolean {
  const without = (place: number) => findMappingColumns(record.with(place, ""));
  const { phone, address, validFrom, validTo } = columns;
  if (without(phone) || without(address)) return true;
  if (validFrom !== undefined && without(validFrom)?.validFrom !== undefined) return true;
  return validTo !== undefined && without(validTo)?.validTo !== undefined;
}

const DELIMITERS = [",", ";", "\t", "|"];

/** The one delimiter of a file: the most frequent in its first line, outside of quotes. */
export function sniffDelimiter(line: string): string {
  const outside = line.replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string) => outside.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best), ",");
}

/** Excel's own first line, which names the delimiter: `sep=;`. */
export function declaredDelimiter(line: string): string | undefined {
  return /^"?sep=([,;|\t])"?[ ]*$/i.exec(line)?.[1];
}
