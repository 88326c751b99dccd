import { Buffer } from "node:buffer";

/** One header field, unfolded; the name in lower case. */
export type HeaderField = { name: string; value: string };

export type HeaderBlock = {
  fields: HeaderField[];
  /** Where the line after the empty one starts. */
  bodyStart: number;
};

/** The same bytes, beginning with the first header: a byte order mark and empty lines before it mean nothing. */
export function mailOf(bytes: Uint8Array): Buffer {
  const mail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = mail[0] === 0xef && mail[1] === 0xbb && mail[2] === 0xbf ? 3 : 0;
  while (mail[start] === LF || mail[start] === CR) start += 1;
  return mail.subarray(start);
}

/** More are no headers. The parser of whole messages has the same limit. */
export const MAX_HEADER_BYTES = 2 * 1024 * 1024;

/**
 * The fields up to the first empty line, or to the end where there is none. Lines that are no fields are passed over.
 * @returns `undefined` where they exceed 2 MiB or hold a NUL, which no header does (RFC 5322 §2.2)
 */
export function readHeaderBlock(mail: Buffer, start = 0): HeaderBlock | undefined {
  const end = emptyLineAfter(mail, start);
  if (end - start > MAX_HEADER_BYTES || mail.subarray(start, end).includes(0)) return undefined;
  const fields = decoded(mail, start, end).split(FIELD_BREAK).map(fieldOf);
  return { fields: fields.filter((field) => field !== undefined), bodyStart: afterBreak(mail, end) };
}

/** The first field of that name: what decides where a field must stand once and stands twice. */
export function firstField(block: HeaderBlock, name: string): string | undefined {
  return block.fields.find((field) => field.name === name)?.value;
}

const LF = 0x0a;
const CR = 0x0d;

/** A line break that is not followed by folding white space (RFC 5322 §2.2.3). */
const FIELD_BREAK = /\r?\n(?![ \t])/;

/** Printable US-ASCII but the colon (RFC 5322 §2.2); white space before the colon is its obsolete form (§4.5.8). */
const FIELD = /^([!-9;-~]+)[ \t]*:/;

function fieldOf(text: string): HeaderField | undefined {
  const name = FIELD.exec(text);
  if (!name?.[1]) return undefined;
  const value = text.slice(name[0].length).replaceAll(/\r?\n/g, "").replaceAll("\r", " ").trim();
  return { name: name[1].toLowerCase(), value };
}

function emptyLineAfter(mail: Buffer, start: number): number {
  let line = start;
  while (line < mail.length && line - start <= MAX_HEADER_BYTES) {
    if (mail[line] === LF || (mail[line] === CR && mail[line + 1] === LF)) return line;
    const lineEnd = mail.indexOf(LF, line);
    if (lineEnd === -1) return mail.length;
    line = lineEnd + 1;
  }
  return Math.min(line, mail.length);
}

function afterBreak(mail: Buffer, end: number): number {
  return Math.min(end + (mail[end] === CR ? 2 : 1), mail.length);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Headers are US-ASCII or UTF-8 (RFC 6532); what is neither was written by something that thought in Latin-1. */
function decoded(mail: Buffer, start: number, end: number): string {
  try {
    return utf8.decode(mail.subarray(start, end));
  } catch {
    return mail.toString("latin1", start, end);
  }
}
