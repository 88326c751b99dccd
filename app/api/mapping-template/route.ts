import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { exportMappingTemplate } from "#lib/services/mapping/export-mapping-template.ts";

export function GET(): Promise<Response> {
  return answer((context) =>
    Promise.resolve(csvResponse("mapping-template.csv", exportMappingTemplate(context))),
  );
}
