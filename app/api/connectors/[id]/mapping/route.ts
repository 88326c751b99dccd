import type { NextRequest } from "next/server";
import { z } from "zod";
import { answer, json } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { limitedBody } from "#app/_server/limited-body.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { requireSameOrigin } from "#app/_server/same-origin.ts";
import { FILE_NAME_HEADER, MAX_MAPPING_BYTES } from "#components/mapping/upload-mapping.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import { exportMapping } from "#lib/services/mapping/export-mapping.ts";
import { previewMappingFile } from "#lib/services/mapping/preview-mapping-file.ts";

const version = z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined);

/** The version in force, or the one that the query names, as a file that can be uploaded again. */
export function GET(request: NextRequest, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    const asked = version.parse(request.nextUrl.searchParams.get("version") ?? undefined);
    const fileName = asked === undefined ? "user-mapping.csv" : `user-mapping-${asked}.csv`;
    return csvResponse(fileName, await exportMapping(context, await idOf(params), asked));
  });
}

/** The file's bytes are the body: it is read, checked and stored while it comes. */
export function POST(request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    requireSameOrigin(request);
    const connectorId = await idOf(params);
    const stream = limitedBody(request, MAX_MAPPING_BYTES);
    return json(await previewMappingFile(context, { connectorId, fileName: fileNameOf(request), stream }));
  });
}

function fileNameOf(request: Request): string {
  const header = request.headers.get(FILE_NAME_HEADER) ?? "";
  try {
    return typedText.parse(decodeURIComponent(header));
  } catch {
    return "";
  }
}
