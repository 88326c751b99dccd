import { type Media } from "./media.ts";

/** One end of a message as TeleMessage writes it: `"First Last Mobile" <email>`. */
export interface Mailbox {
  readonly display: string;
  readonly address: string;
}

export interface EmlParts {
  readonly type: "SMS" | "MMS";
  readonly direction: "In" | "Out";
  readonly subject: string;
  readonly from: Mailbox | undefined;
  readonly to: readonly Mailbox[];
  /** Value of the Date header, or undefined for none. */
  readonly date: string | undefined;
  readonly messageId: string | undefined;
  readonly text: string;
  readonly media: readonly Media[];
}

/** An item before its bytes are made: a listing of thousands makes none of them in vain. */
export interface GeneratedItem {
  readonly kind: "sms" | "mms";
  eml(): Buffer;
}

const BREAK = "\r\n";

/** The item as RFC 5322 bytes, headers as docs/vendor-protocol.md §5 lists them. */
export function emlOf(parts: EmlParts): Buffer {
  const head = headersOf(parts);
  if (parts.media.length === 0) return Buffer.from(head + textPart(parts.text));
  const boundary = `=_tm_${parts.messageId?.slice(1, 13).replaceAll(/[^A-Za-z0-9]/g, "x") ?? "boundary"}`;
  const pieces: Buffer[] = [
    Buffer.from(`${head}Content-Type: multipart/mixed; boundary="${boundary}"${BREAK}${BREAK}`),
    Buffer.from(`--${boundary}${BREAK}${textPart(parts.text)}`),
  ];
  for (const media of parts.media) pieces.push(Buffer.from(`--${boundary}${BREAK}`), mediaPart(media));
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--${BREAK}`)]);
}

/** `Sat, 21 Nov 2026 14:03:22 +0000` */
export function dateHeader(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}

function headersOf(parts: EmlParts): string {
  const lines = [
    parts.from === undefined ? "" : `From: ${mailboxText(parts.from)}`,
    parts.to.length === 0 ? "" : `To: ${parts.to.map(mailboxText).join(`,${BREAK} `)}`,
    `Subject: ${encodedWords(parts.subject)}`,
    parts.date === undefined ? "" : `Date: ${parts.date}`,
    parts.messageId === undefined ? "" : `Message-ID: ${parts.messageId}`,
    `X-TeleMessage-Type: ${parts.type}`,
    `X-TeleMessage-Direction: ${parts.direction}`,
    "MIME-Version: 1.0",
  ];
  return lines.filter((line) => line !== "").join(BREAK) + BREAK;
}

function mailboxText(mailbox: Mailbox): string {
  return `"${mailbox.display}" <${mailbox.address}>`;
}

function textPart(text: string): string {
  if (isPlainAscii(text)) {
    return `Content-Type: text/plain; charset=us-ascii${BREAK}Content-Transfer-Encoding: 7bit${BREAK}${BREAK}${text}${BREAK}`;
  }
  const encoded = folded(Buffer.from(text, "utf8")).toString("latin1");
  return `Content-Type: text/plain; charset=utf-8${BREAK}Content-Transfer-Encoding: base64${BREAK}${BREAK}${encoded}`;
}

/** Parts of the few pictures that generated traffic repeats; large files are made anew each time. */
const pictureParts = new WeakMap<Buffer, Buffer>();
const PICTURE_BYTES = 64 * 1024;

function mediaPart(media: Media): Buffer {
  const known = pictureParts.get(media.bytes);
  if (known !== undefined) return known;
  const part = encodedPart(media);
  if (media.bytes.length <= PICTURE_BYTES) pictureParts.set(media.bytes, part);
  return part;
}

function encodedPart(media: Media): Buffer {
  const head = [
    `Content-Type: ${media.contentType}; name="${media.name}"`,
    "Content-Transfer-Encoding: base64",
    `Content-Disposition: attachment; filename="${media.name}"`,
  ].join(BREAK);
  return Buffer.concat([Buffer.from(`${head}${BREAK}${BREAK}`, "latin1"), folded(media.bytes)]);
}

const LINE_CHARACTERS = 76;

/** Base64 in lines of 76 (RFC 2045 §6.8). Written in place: a string of lines would cost seconds for a large file. */
function folded(bytes: Buffer): Buffer {
  const base64 = Buffer.from(bytes.toString("base64"), "latin1");
  const lines = Math.ceil(base64.length / LINE_CHARACTERS);
  const out = Buffer.allocUnsafe(base64.length + lines * BREAK.length);
  for (let line = 0; line < lines; line += 1) {
    const at = line * (LINE_CHARACTERS + BREAK.length);
    const copied = base64.copy(out, at, line * LINE_CHARACTERS, (line + 1) * LINE_CHARACTERS);
    out.write(BREAK, at + copied, "latin1");
  }
  return out;
}

function isPlainAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\x09\x0a\x0d\x20-\x7e]*$/.test(text) && text.split("\n").every((line) => line.length < 900);
}

function encodedWords(value: string): string {
  return isPlainAscii(value) ? value : `=?utf-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`;
}
