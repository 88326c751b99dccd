import { answer } from "#app/_server/answer.ts";
import { csvLine } from "#lib/domain/csv.ts";
import { MAPPING_HEADER } from "#lib/domain/mapping-file.ts";
import { authorize } from "#lib/services/context.ts";

/** Source: TeleMessage's mapping file, sample line. */
const TEMPLATE = csvLine(MAPPING_HEADER) + csvLine(["445204334324", "susan@company.com", "", ""]);

export function GET(): Promise<Response> {
  return answer((context) => {
    // Nobody's rows; but who has no role here is told so by every address.
    authorize(context, "look");
    return Promise.resolve(
      new Response(TEMPLATE, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="mapping-template.csv"',
        },
      }),
    );
  });
}
