import { type Buffer } from "node:buffer";
import { type Attachment, partitionAttachments, type SkippedAttachment } from "#lib/domain/attachment.ts";
import { type MailboxMessage } from "#lib/domain/mailbox-message.ts";
import { type MessageOptions } from "#lib/pipeline/ports/mail-reader.ts";
import { attachmentsOf } from "./attachments.ts";
import { type Body, bodyOf, withNote, withoutExcess } from "./body.ts";
import { type Correspondent, listCorrespondents, recipientOf } from "./correspondents.ts";
import { firstField, type HeaderBlock } from "./header-block.ts";
import { type ParsedContent } from "./parsed-content.ts";
import { subjectOf } from "./subject.ts";

/** Exchange Online takes no more in one message; the ledger names all. Source: Exchange Online limits, recipients. */
export const MAX_RECIPIENTS = 500;

/**
 * The message as it goes into a mailbox. `content` is undefined for a mail that cannot be taken apart: it then travels
 * whole, as an attachment, so that an odd structure costs nobody a message.
 */
export function composeMessage(
  mail: Buffer,
  block: HeaderBlock,
  content: ParsedContent | undefined,
  options: MessageOptions,
): { message: MailboxMessage; skipped: SkippedAttachment[] } {
  const correspondents = listCorrespondents(block);
  const { body, attachments } = content ? partsOf(content) : wholeOf(mail);
  const { kept, skipped } = partitionAttachments(attachments);
  const to = inRole(correspondents, "to").slice(0, MAX_RECIPIENTS);
  const message: MailboxMessage = {
    subject: subjectOf(firstField(block, "subject"), options.itemKind, correspondents),
    body: withNote(body, skipped),
    from: recipientOf(correspondents.find((one) => one.role === "from") ?? NOBODY),
    to: to.map(recipientOf),
    cc: inRole(correspondents, "cc")
      .slice(0, MAX_RECIPIENTS - to.length)
      .map(recipientOf),
    internetMessageId: messageIdOf(firstField(block, "message-id")),
    sentAt: options.sentAt,
    receivedAt: options.sentAt,
    messageClass: `IPM.Note.${options.kind.messageClass}.${options.itemKind.toUpperCase()}`,
    attachments: kept,
  };
  return { message, skipped };
}

const NOBODY: Correspondent = { role: "from", name: "", address: undefined, numbers: [] };

type Parts = { body: Body; attachments: Attachment[] };

function partsOf(content: ParsedContent): Parts {
  const { body, file } = withoutExcess(bodyOf(content.html, content.text));
  const attachments = attachmentsOf(content, body.contentType === "html" ? body.content : "");
  return { body, attachments: file ? [file, ...attachments] : attachments };
}

function wholeOf(mail: Buffer): Parts {
  const original: Attachment = {
    name: "original.eml",
    contentType: "message/rfc822",
    bytes: mail,
    contentId: undefined,
    isInline: false,
  };
  const content = "This message cannot be taken apart. It is attached as it was received.\n";
  return { body: { contentType: "text", content }, attachments: [original] };
}

function inRole(correspondents: readonly Correspondent[], role: Correspondent["role"]): Correspondent[] {
  return correspondents.filter((one) => one.role === role);
}

/** RFC 5322 §3.6.4, `msg-id` without its obsolete forms; whatever else stands there is left out. */
const MESSAGE_ID = /^<[!-;=?A-~]+@[!-;=?A-~]+>$/;
const MAX_MESSAGE_ID_CHARACTERS = 998;

function messageIdOf(header: string | undefined): string | undefined {
  const id = header?.trim() ?? "";
  return MESSAGE_ID.test(id) && id.length <= MAX_MESSAGE_ID_CHARACTERS ? id : undefined;
}
