import { jsonText, type Reply } from "../http/reply.ts";
import { findTenant } from "../world.ts";
import { wellKnownFolder, type Folder, type Mailbox } from "../store/folders.ts";
import { type NewAttachment } from "../store/attachments.ts";
import { type FaultTarget } from "../faults.ts";
import { type JsonRecord } from "../http/guards.ts";
import { attachmentsIn } from "./attachment-input.ts";
import { contextOf, folderOf } from "./folders.ts";
import { isoSeconds, newMessage } from "./new-message.ts";
import { badRequest, mailboxFull } from "./problem.ts";
import { bodyOf, mailboxOf, type GraphRequest } from "./request.ts";

/** `POST …/mailFolders/{id}/messages`: JSON only; a MIME body is refused here. */
export function createMessageInFolder(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const folder = folderOf(request, mailbox);
  if (request.call.headers["content-type"]?.startsWith("text/plain") === true) {
    throw badRequest("The body of the request could not be read.", "UnableToDeserializePostBody");
  }
  return storeMessage(request, mailbox, folder, bodyOf(request), "mailFolders");
}

/** `POST /users/{id}/messages` with JSON: the message goes to Drafts, a draft unless its flags say otherwise. */
export function createMessageInDrafts(request: GraphRequest, mailbox: Mailbox, body: JsonRecord): Reply {
  return storeMessage(request, mailbox, wellKnownFolder(mailbox, "drafts"), body, "messages");
}

export function storeMessage(
  request: GraphRequest,
  mailbox: Mailbox,
  folder: Folder,
  body: JsonRecord,
  set: string,
): Reply {
  const { sandbox } = request;
  const attachments = attachmentsIn(body);
  const target = faultTarget(request);
  const isFull =
    request.user?.mailbox === "full" || sandbox.faults.strike("mailbox-full", target) !== undefined;
  if (isFull) throw mailboxFull();
  const nowMs = sandbox.options.now();
  const message = newMessage(body, {
    id: sandbox.messages.newId(),
    mailbox,
    folder,
    domain: findTenant(request.claims.tenantId)?.domain ?? "example.com",
    nowMs,
    hasAttachments: attachments.some((attachment) => !attachment.inline),
    forcedDraft: sandbox.faults.strike("draft-answer", target) !== undefined,
  });
  sandbox.messages.insert(mailbox, folder, message);
  storeAttachments(request, message.id, attachments, nowMs);
  const context = `${contextOf(request)}${set === "messages" ? "messages" : `mailFolders('${encodeURIComponent(folder.graphId)}')/messages`}/$entity`;
  return jsonText(201, `{"@odata.context":${JSON.stringify(context)},${message.entity.slice(1)}`, {
    ...preferenceApplied(request),
  });
}

function storeAttachments(
  request: GraphRequest,
  messageId: number,
  attachments: readonly NewAttachment[],
  nowMs: number,
): void {
  for (const attachment of attachments)
    request.sandbox.attachments.add(messageId, attachment, isoSeconds(nowMs));
}

export function faultTarget(request: GraphRequest): FaultTarget {
  const user = request.user;
  const mailbox = user === undefined ? {} : { mailbox: [user.id, user.upn] };
  return { area: "graph", request: "graph.messages.create", tenant: [request.claims.tenantId], ...mailbox };
}

function preferenceApplied(request: GraphRequest): Record<string, string> {
  const prefer = request.call.headers["prefer"];
  return typeof prefer === "string" && /IdType="ImmutableId"/i.test(prefer)
    ? { "preference-applied": 'IdType="ImmutableId"' }
    : {};
}
