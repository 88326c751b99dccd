import { asRecord, type JsonRecord } from "../http/guards.ts";
import { empty, jsonText, type Reply } from "../http/reply.ts";
import { ONLY_AT_CREATE, type ExtendedProperty } from "../store/extended-properties.ts";
import { wellKnownFolder } from "../store/folders.ts";
import { type StoredMessage } from "../store/messages.ts";
import { contextOf } from "./folders.ts";
import { expandedProperties } from "./expand.ts";
import { MESSAGE_PROPERTIES, propertiesIn } from "./message-input.ts";
import { changedProperties } from "./message-changes.ts";
import { messageText, propertiesOf, SELECTABLE } from "./message-view.ts";
import { accessDenied, itemNotFound } from "./problem.ts";
import { queryOptions, selected } from "./query.ts";
import { bodyOf, mailboxOf, param, refuseUnknown, type GraphRequest } from "./request.ts";
import { isoSeconds } from "./new-message.ts";

/** "Updatable only if isDraft = true", and refused by Graph on other messages from 2026-12-31 without Mail-Advanced. */
const SENSITIVE = [
  "subject",
  "body",
  "sender",
  "from",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "internetMessageId",
];

export function messageOfPath(request: GraphRequest): StoredMessage {
  const message = request.sandbox.messages.find(mailboxOf(request), param(request, "message"));
  if (message === undefined) throw itemNotFound();
  return message;
}

export function getMessage(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select", "$expand"]);
  const names = selected(options, SELECTABLE, "microsoft.graph.message");
  return entityAnswer(
    request,
    messageText(messageOfPath(request), names, expandedProperties(options.get("$expand"))),
  );
}

/**
 * PATCH: flags, submit and delivery times, message class and isDraft are accepted and silently not changed, as
 * Exchange does; sensitive properties of a sent message are refused.
 */
export function updateMessage(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const message = messageOfPath(request);
  const body = bodyOf(request);
  refuseUnknown(body, MESSAGE_PROPERTIES, "microsoft.graph.message");
  refuseSensitive(request, message, body);
  const properties = mergedProperties(propertiesOf(message), propertiesIn(body));
  const nowMs = request.sandbox.options.now();
  const before = asRecord(JSON.parse(message.entity));
  const after: JsonRecord = {
    ...before,
    ...changedProperties(body),
    lastModifiedDateTime: isoSeconds(nowMs),
  };
  const entity = JSON.stringify(after);
  request.sandbox.messages.update(mailbox, message, entity, after["isRead"] === true, properties);
  return entityAnswer(request, entity);
}

/** Moves to Deleted Items; deleted there, the message is gone. */
export function deleteMessage(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  const message = messageOfPath(request);
  const bin = wellKnownFolder(mailbox, "deleteditems");
  if (message.folderId === bin.id) request.sandbox.messages.erase(mailbox, message);
  else {
    const entity = JSON.stringify({ ...asRecord(JSON.parse(message.entity)), parentFolderId: bin.graphId });
    request.sandbox.messages.move(mailbox, message, bin, entity);
  }
  return empty(204);
}

export function permanentlyDeleteMessage(request: GraphRequest): Reply {
  request.sandbox.messages.erase(mailboxOf(request), messageOfPath(request));
  return empty(204);
}

function refuseSensitive(request: GraphRequest, message: StoredMessage, body: JsonRecord): void {
  if (message.isDraft || !request.sandbox.options.blockSensitiveUpdates) return;
  if (request.claims.roles.has("Mail-Advanced.ReadWrite.All")) return;
  if (SENSITIVE.some((name) => name in body)) throw accessDenied();
}

function mergedProperties(
  before: readonly ExtendedProperty[],
  given: readonly ExtendedProperty[],
): ExtendedProperty[] {
  const changes = given.filter((property) => !ONLY_AT_CREATE.has(property.id));
  const kept = before.filter((property) => !changes.some((change) => change.id === property.id));
  return [...kept, ...changes];
}

function entityAnswer(request: GraphRequest, entity: string): Reply {
  const context = JSON.stringify(`${contextOf(request)}messages/$entity`);
  return jsonText(200, `{"@odata.context":${context},${entity.slice(1)}`);
}
