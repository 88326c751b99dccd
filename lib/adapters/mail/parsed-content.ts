import { Buffer } from "node:buffer";
import PostalMime, { type Attachment as ParsedAttachment } from "postal-mime";
import { type HeaderBlock } from "./header-block.ts";

/** What follows the headers. */
export type ParsedContent = {
  html: string | undefined;
  text: string | undefined;
  attachments: { parsed: ParsedAttachment; bytes: Uint8Array }[];
};

/**
 * Text and attachments, decoded; forwarded mails, S/MIME and TNEF stay attachments as they are.
 * @returns `undefined` where the parser refuses (parts nested more than 256 deep, part headers over 2 MiB), and for
 * more lines than an item of 35 MB in lines of 76 characters has, since each costs the parser up to 10 µs
 */
export async function parseContent(mail: Buffer, block: HeaderBlock): Promise<ParsedContent | undefined> {
  if (hasMoreLines(mail, MAX_LINES)) return undefined;
  try {
    const email = await PostalMime.parse(withContentHeadersOnly(mail, block), {
      forceRfc822Attachments: true,
    });
    const attachments = email.attachments.map((parsed) => ({ parsed, bytes: bytesOf(parsed.content) }));
    return { html: email.html, text: email.text, attachments };
  } catch {
    return undefined;
  }
}

const MAX_LINES = 600_000;
const LF = 0x0a;

function hasMoreLines(mail: Buffer, limit: number): boolean {
  if (mail.length <= limit) return false;
  let lines = 0;
  for (let at = mail.indexOf(LF); at !== -1 && lines <= limit; at = mail.indexOf(LF, at + 1)) lines += 1;
  return lines > limit;
}

/** Only these headers say how to read a body, and postal-mime spends more on headers than on a short text. */
function withContentHeadersOnly(mail: Buffer, block: HeaderBlock): ArrayBuffer {
  const lines = block.fields
    .filter((field) => field.name.startsWith("content-"))
    .map((field) => `${field.name}: ${field.value}\r\n`);
  const head = Buffer.from(`${lines.join("")}\r\n`);
  // An ArrayBuffer is the one input that postal-mime does not copy.
  const whole = new Uint8Array(head.length + mail.length - block.bodyStart);
  whole.set(head);
  whole.set(mail.subarray(block.bodyStart), head.length);
  return whole.buffer;
}

function bytesOf(content: ParsedAttachment["content"]): Uint8Array {
  if (typeof content === "string") return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
