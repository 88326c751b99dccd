import { Problem, problemOf } from "#components/ui/problem.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";

/** The largest file that the portal takes; a million rows are about 45 MB. */
export const MAX_MAPPING_BYTES = 200 * 1024 * 1024;

/** The name of an uploaded file travels beside its bytes, percent-encoded. */
export const FILE_NAME_HEADER = "x-file-name";

/**
 * Sends the file as it is, so that the server reads it while it comes. Not by fetch, which cannot tell how much has gone.
 * @throws Problem
 */
export function uploadMapping(
  connectorId: string,
  file: File,
  onSent: (fraction: number) => void,
): Promise<MappingPreview> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", paths.api.mappingUpload(connectorId));
    request.setRequestHeader("content-type", "text/csv");
    request.setRequestHeader(FILE_NAME_HEADER, encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => onSent(event.loaded / Math.max(1, event.total)));
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(problemOf(request.status, request.responseText));
    });
    request.addEventListener("error", () =>
      reject(new Problem(0, "The file did not arrive", "Check your connection and upload it again.")),
    );
    request.send(file);
  });
}
