import { asRecord } from "../http/guards.ts";
import { bytes, empty, json, type Reply } from "../http/reply.ts";
import { type Sandbox } from "../sandbox.ts";
import { attachmentGraphId, type NewAttachment, type StoredAttachment } from "../store/attachments.ts";
import { type StoredMessage } from "../store/messages.ts";
import { attachmentIn, FILE_ATTACHMENT_PROPERTIES } from "./attachment-input.ts";
import { faultTarget } from "./create-message.ts";
import { contextOf } from "./folders.ts";
import { messageOfPath } from "./messages.ts";
import { isoSeconds } from "./new-message.ts";
import { itemNotFound, mailboxFull } from "./problem.ts";
import { pickProperties, queryOptions, selected } from "./query.ts";
import { bodyOf, param, type GraphRequest } from "./request.ts";

const TYPE = "microsoft.graph.fileAttachment";

export function listAttachments(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select"]);
  const names = selected(options, FILE_ATTACHMENT_PROPERTIES, TYPE);
  const message = messageOfPath(request);
  const value = request.sandbox.attachments.list(message.id).map((one) => shown(request.sandbox, one, names));
  return json(200, { "@odata.context": contextFor(request), value });
}

export function getAttachment(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select"]);
  const names = selected(options, FILE_ATTACHMENT_PROPERTIES, TYPE);
  return json(200, {
    "@odata.context": `${contextFor(request)}/$entity`,
    ...shown(request.sandbox, attachmentOfPath(request), names),
  });
}

export function getAttachmentBytes(request: GraphRequest): Reply {
  const attachment = attachmentOfPath(request);
  return bytes(200, request.sandbox.attachments.bytes(attachment), {
    "content-type": attachment.contentType,
  });
}

export function addAttachment(request: GraphRequest): Reply {
  const message = messageOfPath(request);
  const attachment = attachmentIn(bodyOf(request));
  refuseWhenFull(request);
  const stored = attach(request.sandbox, message, attachment);
  return json(201, {
    "@odata.context": `${contextFor(request)}/$entity`,
    ...shown(request.sandbox, stored, undefined),
  });
}

export function deleteAttachment(request: GraphRequest): Reply {
  const message = messageOfPath(request);
  request.sandbox.attachments.erase(attachmentOfPath(request));
  showAttachments(request.sandbox, message);
  return empty(204);
}

export function attach(
  sandbox: Sandbox,
  message: StoredMessage,
  attachment: NewAttachment,
): StoredAttachment {
  const stored = sandbox.attachments.add(message.id, attachment, isoSeconds(sandbox.options.now()));
  showAttachments(sandbox, message);
  return stored;
}

export function refuseWhenFull(request: GraphRequest): void {
  const isFull =
    request.user?.mailbox === "full" ||
    request.sandbox.faults.find("mailbox-full", faultTarget(request)) !== undefined;
  if (isFull) throw mailboxFull();
}

/** `hasAttachments` is computed: inline ones do not count. Source: Graph message resource. */
function showAttachments(sandbox: Sandbox, message: StoredMessage): void {
  const hasAttachments = sandbox.attachments.list(message.id).some((one) => !one.inline);
  const entity = asRecord(JSON.parse(message.entity));
  if (entity["hasAttachments"] !== hasAttachments)
    sandbox.messages.setEntity(message.id, JSON.stringify({ ...entity, hasAttachments }));
}

function attachmentOfPath(request: GraphRequest): StoredAttachment {
  const found = request.sandbox.attachments.find(messageOfPath(request).id, param(request, "attachment"));
  if (found === undefined) throw itemNotFound();
  return found;
}

function shown(
  sandbox: Sandbox,
  attachment: StoredAttachment,
  names: readonly string[] | undefined,
): Record<string, unknown> {
  const entity = {
    "@odata.type": `#${TYPE}`,
    "@odata.mediaContentType": attachment.contentType,
    id: attachmentGraphId(attachment.id),
    lastModifiedDateTime: attachment.modified,
    name: attachment.name,
    contentType: attachment.contentType,
    size: sizeShown(attachment.sizeBytes),
    isInline: attachment.inline,
    contentId: attachment.contentId ?? null,
    contentLocation: null,
  };
  if (names === undefined)
    return { ...entity, contentBytes: sandbox.attachments.bytes(attachment).toString("base64") };
  const whole = names.includes("contentBytes")
    ? { ...entity, contentBytes: sandbox.attachments.bytes(attachment).toString("base64") }
    : entity;
  return pickProperties(whole, ["@odata.type", "@odata.mediaContentType", "id", ...names]);
}

/** Graph's size is larger than the file. Source: attach large files, example: 3483322 bytes are shown as 3640066. */
function sizeShown(sizeBytes: number): number {
  return Math.floor(sizeBytes * 1.045);
}

function contextFor(request: GraphRequest): string {
  return `${contextOf(request)}messages('${encodeURIComponent(param(request, "message"))}')/attachments`;
}
