import { Buffer } from "node:buffer";
import { type Attachment, type SkippedAttachment } from "#lib/domain/attachment.ts";
import { type MailboxMessage } from "#lib/domain/mailbox-message.ts";
import { escapeHtml } from "./safe-text.ts";

export type Body = MailboxMessage["body"];

/**
 * What a body may have at most: a character can become six bytes of JSON (`\u001f`), and the create request has to
 * stay below `MAX_INLINE_REQUEST_BYTES` with 500 recipients in it.
 */
export const MAX_BODY_CHARACTERS = 450_000;

/** HTML where the item has it, as it is; else its text. */
export function bodyOf(html: string | undefined, text: string | undefined): Body {
  return html ? { contentType: "html", content: html } : { contentType: "text", content: text ?? "" };
}

/** A text too long for one request goes along as a file, whole. */
export function withoutExcess(body: Body): { body: Body; file: Attachment | undefined } {
  if (body.content.length <= MAX_BODY_CHARACTERS) return { body, file: undefined };
  const extension = body.contentType === "html" ? "html" : "txt";
  const file: Attachment = {
    name: `message.${extension}`,
    contentType: body.contentType === "html" ? "text/html" : "text/plain",
    bytes: Buffer.from(body.content),
    contentId: undefined,
    isInline: false,
  };
  const content = `The text is too long to be shown here. It is attached as ${file.name}.\n`;
  return { body: { contentType: "text", content }, file };
}

/** Tells at the end of the body what was left out. */
export function withNote(body: Body, skipped: readonly SkippedAttachment[]): Body {
  if (skipped.length === 0) return body;
  const lines = skipped.map(
    ({ name, sizeBytes }) =>
      `Attachment not imported, because it is larger than 10 MB: ${name} (${megabytes(sizeBytes)} MB). The original is kept.`,
  );
  if (body.contentType === "text") {
    return { contentType: "text", content: `${body.content}\n\n${lines.join("\n")}\n` };
  }
  const note = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("");
  const end = endOfBody(body.content);
  return { contentType: "html", content: body.content.slice(0, end) + note + body.content.slice(end) };
}

/** Rounded up, so that what is over 10 MB never reads "10.0 MB". */
function megabytes(sizeBytes: number): string {
  return (Math.ceil((sizeBytes / (1024 * 1024)) * 10) / 10).toFixed(1);
}

/** Before the last `</body>`: what follows it is not shown everywhere. */
function endOfBody(html: string): number {
  return [...html.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? html.length;
}
