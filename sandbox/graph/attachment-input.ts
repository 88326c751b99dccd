import { isRecord, stringIn, type JsonRecord } from "../http/guards.ts";
import { type NewAttachment } from "../store/attachments.ts";
import { booleanIn, onlyKnown, textIn, wrongType } from "./message-input.ts";
import { badRequest } from "./problem.ts";

/** Of a file attachment, as it is sent and as it is shown. */
export const FILE_ATTACHMENT_PROPERTIES: ReadonlySet<string> = new Set([
  "id",
  "contentType",
  "isInline",
  "lastModifiedDateTime",
  "name",
  "size",
  "contentBytes",
  "contentId",
  "contentLocation",
]);
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Attachments inside the body of a new message. */
export function attachmentsIn(body: JsonRecord): NewAttachment[] {
  const value = body["attachments"];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongType("attachments");
  return value.map((one) => attachmentIn(one));
}

/** One file attachment. Other kinds exist on Graph; this sandbox has files only. */
export function attachmentIn(value: unknown): NewAttachment {
  if (!isRecord(value)) throw wrongType("attachment");
  if (stringIn(value, "@odata.type")?.replace(/^#/, "") !== "microsoft.graph.fileAttachment") {
    throw badRequest(
      "The annotation 'odata.type' was not found or names no file attachment.",
      "RequestBodyRead",
    );
  }
  onlyKnown(value, FILE_ATTACHMENT_PROPERTIES, "microsoft.graph.fileAttachment");
  const name = textIn(value, "name");
  if (name === undefined || name === "")
    throw badRequest("Required property 'Name' is missing from attachment.", "ErrorInvalidRequest");
  return {
    name,
    contentType: textIn(value, "contentType") ?? "application/octet-stream",
    inline: booleanIn(value, "isInline") ?? false,
    contentId: textIn(value, "contentId"),
    bytes: decoded(textIn(value, "contentBytes") ?? ""),
  };
}

function decoded(base64: string): Buffer {
  if (base64.length % 4 !== 0 || !BASE64.test(base64))
    throw badRequest("Cannot convert the value of 'contentBytes' to type Edm.Binary.", "RequestBodyRead");
  return Buffer.from(base64, "base64");
}
