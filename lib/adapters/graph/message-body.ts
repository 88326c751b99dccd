import type { Message } from "@microsoft/microsoft-graph-types";
import type { Attachment } from "#lib/domain/attachment.ts";
import type { MailboxMessage, MailboxRecipient } from "#lib/domain/mailbox-message.ts";
import type { MessageKeys } from "#lib/pipeline/ports/mailbox.ts";
import { type ImportState, PROPERTY, READ_AND_NOT_UNSENT } from "./properties.ts";

/**
 * The JSON of a message without its attachments. Everything that makes it a received message of its time, and our keys,
 * is in the request that creates it: afterwards Exchange would ignore it.
 */
export function messageJson(message: MailboxMessage, keys: MessageKeys, state: ImportState): string {
  const from = recipientOf(message.from);
  const body: Message = {
    subject: message.subject,
    body: message.body,
    from,
    sender: from,
    toRecipients: message.to.map(recipientOf),
    ccRecipients: message.cc.map(recipientOf),
    ...(message.internetMessageId !== undefined && { internetMessageId: message.internetMessageId }),
    isRead: true,
    importance: "normal",
    singleValueExtendedProperties: [
      { id: PROPERTY.flags, value: READ_AND_NOT_UNSENT },
      { id: PROPERTY.sentAt, value: wholeSeconds(message.sentAt) },
      { id: PROPERTY.receivedAt, value: wholeSeconds(message.receivedAt) },
      { id: PROPERTY.messageClass, value: message.messageClass },
      { id: PROPERTY.importKey, value: keys.importKey },
      { id: PROPERTY.sha256, value: keys.sha256 },
      { id: PROPERTY.importState, value: state },
    ],
  };
  return JSON.stringify(body);
}

/** The same with attachments, which are encoded once and not walked through again. */
export function withAttachments(messageJson: string, attachments: readonly Attachment[]): string {
  if (attachments.length === 0) return messageJson;
  return `${messageJson.slice(0, -1)},"attachments":[${attachments.map(attachmentJson).join(",")}]}`;
}

/** The JSON of one file attachment. */
export function attachmentJson({ name, contentType, bytes, contentId, isInline }: Attachment): string {
  const described = JSON.stringify({
    "@odata.type": "#microsoft.graph.fileAttachment",
    name,
    contentType,
    isInline,
    contentId,
  });
  return `${described.slice(0, -1)},"contentBytes":"${base64(bytes)}"}`;
}

/** How long `attachmentJson` will be, at most, without encoding anything. */
export function attachmentJsonBytes({ name, contentType, bytes, contentId = "" }: Attachment): number {
  // A character is at most six bytes in JSON (\u0000).
  return (
    4 * Math.ceil(bytes.byteLength / 3) + 6 * (name.length + contentType.length + contentId.length) + 200
  );
}

/** Asks for an upload session. Source: Graph, attachment: createUploadSession. */
export function uploadSessionJson({ name, contentType, bytes, contentId, isInline }: Attachment): string {
  const item = { attachmentType: "file", name, contentType, size: bytes.byteLength, isInline, contentId };
  return JSON.stringify({ AttachmentItem: item });
}

/** What tells that a message has all of its attachments. */
export function completeJson(): string {
  const state: ImportState = "complete";
  return JSON.stringify({ singleValueExtendedProperties: [{ id: PROPERTY.importState, value: state }] });
}

function recipientOf({ name, address }: MailboxRecipient) {
  return { emailAddress: { name, address } };
}

/** Graph keeps and compares the times of messages in whole seconds. */
export function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
