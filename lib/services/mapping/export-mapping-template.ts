import { CSV_START, csvLine } from "#lib/domain/csv.ts";
import { MAPPING_HEADER } from "#lib/domain/mapping-file.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Source: TeleMessage's mapping file, sample line. */
const SAMPLE = ["445204334324", "susan@company.com", "", ""];

/** A mapping file with one row to write over: nobody's data, but who has no role is told so here as everywhere. */
export function exportMappingTemplate(context: ServiceContext): AsyncIterable<string> {
  authorize(context, "look");
  return templateLines();
}

// oxlint-disable-next-line require-await -- files are written line by line, as they come
async function* templateLines(): AsyncGenerator<string> {
  yield CSV_START + csvLine(MAPPING_HEADER) + csvLine(SAMPLE);
}
