import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { HttpRequest } from "#lib/http.ts";

const SCHEMA = resolve(import.meta.dirname, "../../../../../shared/reference/graph-mail-v1.0.schema.json");

/** Which of Microsoft's types the body of a request has. */
const TYPES: [RegExp, string, string | undefined][] = [
  [/\/mailFolders$/, "mailFolder", undefined],
  [/\/mailFolders\/[^/]+\/messages$/, "message", undefined],
  [/\/attachments\/createUploadSession$/, "attachmentItem", "AttachmentItem"],
  [/\/attachments$/, "attachment", undefined],
  [/\/messages\/[^/]+$/, "message", undefined],
];

export type GraphModel = {
  /** Everything that Microsoft's model objects to in the bodies of the requests to Graph; empty where it is absent. */
  problemsOf(requests: readonly HttpRequest[]): unknown[];
};

/** Microsoft's own model of mail (CSDL v1.0 as a closed JSON schema), where it is at hand. */
export function graphModel(): GraphModel {
  if (!existsSync(SCHEMA)) {
    // oxlint-disable-next-line no-console
    console.warn(`skipped: ${SCHEMA} is absent, so request bodies are not checked against Microsoft's model`);
    return { problemsOf: () => [] };
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(JSON.parse(readFileSync(SCHEMA, "utf8")), "graph");
  return {
    problemsOf: (requests) =>
      requests.filter(({ method }) => method !== "PUT").flatMap((each) => problemsOf(ajv, each)),
  };
}

function problemsOf(ajv: Ajv2020, { method, path, body }: HttpRequest): unknown[] {
  if (typeof body !== "string") return [];
  const [, type, property] = TYPES.find(([pattern]) => pattern.test(path)) ?? [];
  if (type === undefined) return [`${method} ${path}: no type is known`];
  const parsed = JSON.parse(body);
  const validate = ajv.getSchema(`graph#/$defs/${type}`);
  const isValid = validate?.(property === undefined ? parsed : parsed[property]);
  return isValid === true ? [] : [{ method, path, errors: validate?.errors ?? "no schema" }];
}
