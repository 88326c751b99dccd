import { isAscii } from "node:buffer";
import { sniffEncoding, type TextEncodingName } from "./sniff-encoding.ts";
import { Unreadable } from "./unreadable.ts";

/** So many bytes tell the encoding. */
const HEAD_BYTES = 4096;

/**
 * The text of a file, as its bytes come. What cannot be decoded shows as U+FFFD, and so does a NUL, which no database
 * takes: a row with one is refused for it.
 * @throws Unreadable `workbook` | `binary`
 */
export async function* decodeText(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: TextDecode | undefined;
  let head: Uint8Array = new Uint8Array(0);
  for await (const bytes of stream) {
    if (decode) {
      yield withoutNul(decode(bytes, false));
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < HEAD_BYTES) continue;
    decode = decoderOf(head);
    yield withoutNul(decode(head, false));
  }
  yield withoutNul(decode ? decode(new Uint8Array(0), true) : decoderOf(head)(head, true));
}

type TextDecode = (bytes: Uint8Array, isLast: boolean) => string;

function decoderOf(head: Uint8Array): TextDecode {
  const encoding = sniffEncoding(head.subarray(0, HEAD_BYTES));
  if (encoding === "workbook" || encoding === "binary") throw new Unreadable(encoding);
  return encoding === "utf-8" ? createUtf8Decode() : createUtf16Decode(encoding);
}

function createUtf16Decode(encoding: TextEncodingName): TextDecode {
  const decoder = new TextDecoder(encoding);
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
}

/** A file that turns out to be no UTF-8 is taken as windows-1252, which Excel writes, from the first byte that tells. */
function createUtf8Decode(): TextDecode {
  let decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let isAsciiSoFar = true;
  let isFirst = true;
  let held: Uint8Array = new Uint8Array(0);
  const decodePiece = (piece: Uint8Array): string => {
    try {
      return decoder.decode(piece);
    } catch {
      decoder = new TextDecoder(isAsciiSoFar ? "windows-1252" : "utf-8", { ignoreBOM: true });
      return decoder.decode(piece);
    }
  };
  return (bytes, isLast) => {
    const joined = Buffer.concat([held, bytes]);
    // No character of several bytes has an ASCII byte in it, so none is torn apart behind one.
    const end = isLast ? joined.length : joined.findLastIndex((byte) => byte < 0x80) + 1;
    held = joined.subarray(end);
    const text = decodePiece(joined.subarray(0, end));
    isAsciiSoFar &&= isAscii(joined.subarray(0, end));
    const isMarked = isFirst && text.startsWith("\ufeff");
    isFirst &&= text === "";
    return isMarked ? text.slice(1) : text;
  };
}

function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
