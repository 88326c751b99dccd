import { type Attachment, MAX_INLINE_REQUEST_BYTES, UPLOAD_SESSION_BYTES } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { MailboxMessage } from "#lib/domain/mailbox-message.ts";
import { parseJson } from "#lib/http.ts";
import type { MessageKeys } from "#lib/pipeline/ports/mailbox.ts";
import type { GraphClient } from "./client.ts";
import { failureOf, unanswered } from "./failures.ts";
import { costOf } from "./mailbox-budget.ts";
import {
  attachmentJson,
  attachmentJsonBytes,
  completeJson,
  messageJson,
  withAttachments,
} from "./message-body.ts";
import { removeMessage } from "./remove-message.ts";
import { uploadAttachment } from "./upload-attachment.ts";
import { createdBody } from "./wire.ts";

/**
 * Creates a message with its attachments as one unit: in one request where all of it fits, else marked as partial until
 * the last attachment is there. What certainly fails midway is taken back.
 * @throws Failure; with `isOutcomeUnknown` the message may be there, whole or in part, and is found by its key
 */
export async function createMessage(
  client: GraphClient,
  folderId: string,
  message: MailboxMessage,
  keys: MessageKeys,
  signal: AbortSignal,
): Promise<string> {
  const { attachments } = message;
  const json = messageJson(message, keys, "complete");
  const sizeBytes = attachments.reduce(
    (sum, attachment) => sum + attachmentJsonBytes(attachment),
    Buffer.byteLength(json),
  );
  if (attachments.length === 0 || sizeBytes <= MAX_INLINE_REQUEST_BYTES) {
    return post(client, folderId, withAttachments(json, attachments), signal);
  }
  const prepaid = client.prepay(costOf(attachments, sizeBytes));
  const messageId = await post(prepaid, folderId, messageJson(message, keys, "partial"), signal);
  try {
    await attachAll(prepaid, messageId, message, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.isOutcomeUnknown || error.code === "claim-lost") throw error;
    throw await takenBack(client, messageId, error, signal);
  }
  return messageId;
}

async function post(
  client: GraphClient,
  folderId: string,
  body: string,
  signal: AbortSignal,
): Promise<string> {
  const path = `mailFolders/${encodeURIComponent(folderId)}/messages`;
  const answer = await client.send({ method: "POST", path, body, isRepeatable: false, signal });
  if (answer.status !== 201) throw failureOf(answer, false);
  const created = createdBody.safeParse(parseJson(answer.text));
  if (!created.success) throw unanswered(true);
  const { id, isDraft } = created.data;
  if (!isDraft) return id;
  // Drafts must never pile up. Should even this fail, the delivery stays undecided: it is looked up and removed then.
  const isRemoved = await removeMessage(client, id, signal).then(
    () => true,
    () => false,
  );
  throw new Failure("message-created-as-draft", {
    kind: "permanent",
    scope: "connector",
    isOutcomeUnknown: !isRemoved,
  });
}

async function attachAll(
  client: GraphClient,
  messageId: string,
  { attachments }: MailboxMessage,
  signal: AbortSignal,
): Promise<void> {
  const message = `messages/${encodeURIComponent(messageId)}`;
  for (const attachment of attachments) {
    const isLarge = attachment.bytes.byteLength >= UPLOAD_SESSION_BYTES;
    const isAttached = !isLarge && (await attach(client, message, attachment, signal));
    if (!isAttached) await uploadAttachment(client, message, attachment, signal);
  }
  // Set to the same value twice it is the same, so a lost answer to this one leaves nothing open but the message itself.
  const body = completeJson();
  const answer = await client.send({ method: "PATCH", path: message, body, isRepeatable: false, signal });
  if (answer.status !== 200) throw failureOf(answer, false);
}

/** @returns false when it does not fit into one request: just under 3 MB, the JSON around it decides */
async function attach(
  client: GraphClient,
  message: string,
  attachment: Attachment,
  signal: AbortSignal,
): Promise<boolean> {
  const body = attachmentJson(attachment);
  const path = `${message}/attachments`;
  const answer = await client.send({ method: "POST", path, body, isRepeatable: false, signal });
  if (answer.status === 413) return false;
  if (answer.status !== 201) throw failureOf(answer, false);
  return true;
}

/** Removes what is there of the message, and tells what that makes of the failure. */
async function takenBack(
  client: GraphClient,
  messageId: string,
  failure: Failure,
  signal: AbortSignal,
): Promise<Failure> {
  try {
    await removeMessage(client, messageId, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "claim-lost") throw error;
    const wish = failure.retryAfterMs ?? error.retryAfterMs;
    return new Failure("mailbox-unreachable", {
      kind: "transient",
      isOutcomeUnknown: true,
      ...(wish !== undefined && { retryAfterMs: wish }),
      cause: failure,
    });
  }
  const isOfThisMessage =
    failure.kind === "permanent" && failure.scope === "delivery" && failure.code !== "message-too-large";
  if (!isOfThisMessage) return failure;
  return new Failure("attachment-upload-failed", { kind: "permanent", cause: failure });
}
