import { isRecord, numberIn } from "../http/guards.ts";
import { json, type Reply } from "../http/reply.ts";
import { type Call } from "../http/call.ts";
import { type Sandbox } from "../sandbox.ts";
import { refuseWhenFull } from "./attachments.ts";
import { booleanIn, onlyKnown, textIn, wrongType } from "./message-input.ts";
import { messageOfPath } from "./messages.ts";
import { badRequest } from "./problem.ts";
import { bodyOf, mailboxOf, param, type GraphRequest } from "./request.ts";

/** Source: Graph, attach large files to Outlook messages: from 3 MB to 150 MB. */
const MIN_BYTES = 3 * 1024 * 1024;
const MAX_BYTES = 150 * 1024 * 1024;
const SESSION_MS = 60 * 60 * 1000;
const ITEM = new Set(["attachmentType", "name", "size", "contentType", "isInline", "contentId"]);

/** `POST …/attachments/createUploadSession`: the address to upload to is on another host. */
export function createUploadSession(request: GraphRequest): Reply {
  const { sandbox } = request;
  messageOfPath(request);
  const item = bodyOf(request)["AttachmentItem"];
  if (!isRecord(item)) throw wrongType("AttachmentItem");
  onlyKnown(item, ITEM, "microsoft.graph.attachmentItem");
  const [name, sizeBytes] = [textIn(item, "name"), numberIn(item, "size")];
  if (item["attachmentType"] !== "file")
    throw badRequest("Only attachments of type 'file' can be uploaded.", "ErrorInvalidRequest");
  if (name === undefined || sizeBytes === undefined)
    throw badRequest("Name and size of the attachment are required.", "ErrorInvalidRequest");
  if (sizeBytes < MIN_BYTES)
    throw badRequest(
      "Attachment size must be greater than the minimum size.",
      "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize",
    );
  if (sizeBytes > MAX_BYTES)
    throw badRequest("The attachment is larger than 150 MB.", "ErrorAttachmentSizeLimitExceeded");
  refuseWhenFull(request);
  const expiresMs = sandbox.options.now() + SESSION_MS;
  const session = sandbox.uploads.open({
    tenantId: request.claims.tenantId,
    userId: mailboxOf(request).userId,
    messageId: param(request, "message"),
    name,
    contentType: textIn(item, "contentType") ?? "application/octet-stream",
    inline: booleanIn(item, "isInline") ?? false,
    contentId: textIn(item, "contentId"),
    sizeBytes,
    expiresMs,
  });
  const path = `/api/v2.0/Users('${session.userId}')/Messages('${encodeURIComponent(session.messageId)}')/AttachmentSessions('${session.id}')`;
  return json(201, {
    "@odata.context": `${request.base}/$metadata#microsoft.graph.uploadSession`,
    uploadUrl: `${uploadOrigin(sandbox, request.call)}${path}?authtoken=${session.id}`,
    expirationDateTime: new Date(expiresMs).toISOString(),
    nextExpectedRanges: ["0-"],
  });
}

/** The upload server on the host by which the caller knows this one, unless a public address is set. */
function uploadOrigin(sandbox: Sandbox, call: Call): string {
  if (sandbox.options.publicUploadUrl !== undefined) return sandbox.options.publicUploadUrl;
  const { port } = new URL(sandbox.urls.upload);
  const host = new URL(`http://${call.headers.host ?? "127.0.0.1"}`).hostname;
  return `http://${host}:${port}`;
}
