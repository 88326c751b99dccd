import { Buffer } from "node:buffer";
import PostalMime, { type Attachment as ParsedAttachment } from "postal-mime";
import { type HeaderBlock } from "./header-block.ts";
import { type LightMail, withoutLargeParts } from "./large-parts.ts";
import { plainTextOf } from "./plain-text.ts";

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
  const plainText = plainTextOf(mail, block);
  if (plainText !== undefined) return { html: undefined, text: plainText, attachments: [] };
  const light = withoutLargeParts(mail, block);
  const content = light && (await parse(block, light.pieces));
  const restored = light && content && withLargeParts(content, light.bodies);
  return restored ?? parse(block, [mail.subarray(block.bodyStart)]);
}

async function parse(block: HeaderBlock, pieces: readonly Uint8Array[]): Promise<ParsedContent | undefined> {
  if (haveMoreLines(pieces, MAX_LINES)) return undefined;
  try {
    const email = await PostalMime.parse(withContentHeadersOnly(block, pieces), {
      forceRfc822Attachments: true,
    });
    const attachments = email.attachments.map((parsed) => ({ parsed, bytes: bytesOf(parsed.content) }));
    return { html: email.html, text: email.text, attachments };
  } catch {
    return undefined;
  }
}

/** Puts the large attachments back in the place of their tokens. @returns `undefined` where one is no attachment */
function withLargeParts(content: ParsedContent, bodies: LightMail["bodies"]): ParsedContent | undefined {
  let found = 0;
  const attachments = content.attachments.map(({ parsed, bytes }) => {
    const body = bodies.find(({ token }) => token.equals(bytes));
    if (body) found += 1;
    return { parsed, bytes: body?.bytes ?? bytes };
  });
  return found === bodies.length ? { ...content, attachments } : undefined;
}

const MAX_LINES = 600_000;
const LF = 0x0a;

function haveMoreLines(pieces: readonly Uint8Array[], limit: number): boolean {
  let lines = 0;
  for (const piece of pieces) {
    for (let at = piece.indexOf(LF); at !== -1 && lines <= limit; at = piece.indexOf(LF, at + 1)) lines += 1;
  }
  return lines > limit;
}

/** Only these headers say how to read a body, and postal-mime spends more on headers than on a short text. */
function withContentHeadersOnly(block: HeaderBlock, pieces: readonly Uint8Array[]): ArrayBuffer {
  const lines = block.fields
    .filter((field) => field.name.startsWith("content-"))
    .map((field) => `${field.name}: ${field.value}\r\n`);
  const parts = [Buffer.from(`${lines.join("")}\r\n`), ...pieces];
  // An ArrayBuffer is the one input that postal-mime does not copy.
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole.buffer;
}

function bytesOf(content: ParsedAttachment["content"]): Uint8Array {
  if (typeof content === "string") return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
