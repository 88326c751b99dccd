import { randomUUID } from "node:crypto";
import { type JsonRecord } from "../http/guards.ts";
import { messageGraphId, type NewMessage } from "../store/messages.ts";
import {
  DELIVERY_TIME,
  MESSAGE_FLAGS,
  SUBMIT_TIME,
  type ExtendedProperty,
} from "../store/extended-properties.ts";
import { type Folder, type Mailbox } from "../store/folders.ts";
import {
  bodyIn,
  booleanIn,
  categoriesIn,
  choiceIn,
  headersIn,
  MESSAGE_PROPERTIES,
  propertiesIn,
  recipientIn,
  recipientsIn,
  textIn,
} from "./message-input.ts";
import { refuseUnknown } from "./request.ts";

const UNSENT = 0x8;
const READ = 0x1;
const PREVIEW_CHARS = 255;

export interface MessagePlace {
  readonly id: number;
  readonly mailbox: Mailbox;
  readonly folder: Folder;
  readonly domain: string;
  readonly nowMs: number;
  readonly hasAttachments: boolean;
  /** Set by a fault: a draft, whatever its flags. */
  readonly forcedDraft: boolean;
}

/**
 * What Exchange makes of the JSON of a message. Times and flags come from the extended properties
 * alone; receivedDateTime, sentDateTime and isDraft of the body are ignored. Without PR_MESSAGE_FLAGS, or with its
 * unsent bit, the message is a draft for ever.
 */
export function newMessage(body: JsonRecord, place: MessagePlace): NewMessage {
  refuseUnknown(body, MESSAGE_PROPERTIES, "microsoft.graph.message");
  const properties = propertiesIn(body);
  const headers = headersIn(body);
  const { isDraft, isRead, receivedMs, sentMs } = stateOf(body, properties, place);
  const internetMessageId = textIn(body, "internetMessageId") ?? newInternetId(place.domain);
  const content = bodyIn(body);
  const id = messageGraphId(place.mailbox.id, place.id);
  const from = recipientIn(body, "from") ?? null;
  const now = isoSeconds(place.nowMs);
  const changeKey = `CQAAABYAAAD${place.id.toString(36).padStart(10, "0")}`;
  const entity = {
    "@odata.etag": `W/"${changeKey}"`,
    id,
    createdDateTime: now,
    lastModifiedDateTime: now,
    changeKey,
    categories: categoriesIn(body) ?? [],
    receivedDateTime: isoSeconds(receivedMs),
    sentDateTime: isoSeconds(sentMs),
    hasAttachments: place.hasAttachments,
    internetMessageId,
    subject: textIn(body, "subject") ?? "",
    bodyPreview: previewOf(content),
    importance: choiceIn(body, "importance", ["low", "normal", "high"]) ?? "normal",
    parentFolderId: place.folder.graphId,
    conversationId: `AAQkAD${id.slice(6)}`,
    conversationIndex: "AQHWPWA4",
    isDeliveryReceiptRequested: booleanIn(body, "isDeliveryReceiptRequested") ?? false,
    isReadReceiptRequested: booleanIn(body, "isReadReceiptRequested") ?? false,
    isRead,
    isDraft,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`,
    inferenceClassification: choiceIn(body, "inferenceClassification", ["focused", "other"]) ?? "focused",
    body: content,
    sender: recipientIn(body, "sender") ?? from,
    from,
    toRecipients: recipientsIn(body, "toRecipients"),
    ccRecipients: recipientsIn(body, "ccRecipients"),
    bccRecipients: recipientsIn(body, "bccRecipients"),
    replyTo: recipientsIn(body, "replyTo"),
    flag: { flagStatus: "notFlagged" },
  };
  return {
    id: place.id,
    receivedMs,
    internetMessageId,
    isDraft,
    isRead,
    entity: JSON.stringify(entity),
    properties,
    headers: headers.length === 0 ? "" : JSON.stringify(headers),
  };
}

interface State {
  readonly isDraft: boolean;
  readonly isRead: boolean;
  readonly receivedMs: number;
  readonly sentMs: number;
}

function stateOf(body: JsonRecord, properties: readonly ExtendedProperty[], place: MessagePlace): State {
  const flags = Number(valueOf(properties, MESSAGE_FLAGS) ?? UNSENT);
  const isDraft = place.forcedDraft || (flags & UNSENT) !== 0;
  return {
    isDraft,
    isRead: booleanIn(body, "isRead") ?? (isDraft || (flags & READ) !== 0),
    receivedMs: timeOf(properties, DELIVERY_TIME, place.nowMs),
    sentMs: timeOf(properties, SUBMIT_TIME, place.nowMs),
  };
}

function newInternetId(domain: string): string {
  return `<${randomUUID().replaceAll("-", "").toUpperCase()}@${domain}>`;
}

/** Graph shows times of messages in whole seconds. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function previewOf(content: {
  readonly contentType: "text" | "html";
  readonly content: string;
}): string {
  const start = content.content.slice(0, 4096);
  const plain = content.contentType === "html" ? start.replaceAll(/<[^>]*>/g, " ") : start;
  const decoded =
    content.contentType === "html" ? plain.replaceAll(/&(?:amp|lt|gt|quot|nbsp);/g, entityText) : plain;
  return decoded.replaceAll(/\s+/g, " ").trim().slice(0, PREVIEW_CHARS);
}

function entityText(entity: string): string {
  return { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' }[entity] ?? " ";
}

function valueOf(properties: readonly ExtendedProperty[], id: string): string | undefined {
  return properties.find((property) => property.id === id)?.value;
}

function timeOf(properties: readonly ExtendedProperty[], id: string, fallbackMs: number): number {
  const value = valueOf(properties, id);
  return value === undefined ? fallbackMs : Math.floor(Date.parse(value) / 1000) * 1000;
}
