import { Buffer } from "node:buffer";

const CHUNK_BYTES = 1024 * 1024;
const LF = 0x0a;

/**
 * Decodes base64 in lines, as the platform does it: some twenty times as fast as a reader that goes line by line, and
 * without a string as long as the file.
 * @returns `undefined` where a stranger stands among the letters: whoever forgives more has to read it
 */
export function decodeBase64Lines(encoded: Buffer): Buffer | undefined {
  const decoded = Buffer.allocUnsafe(Math.ceil((encoded.length * 3) / 4));
  let written = 0;
  for (let start = 0; start < encoded.length;) {
    const isLast = start + CHUNK_BYTES >= encoded.length;
    const end = isLast ? encoded.length : encoded.lastIndexOf(LF, start + CHUNK_BYTES) + 1;
    if (end <= start) return undefined;
    const chunk = encoded.subarray(start, end);
    const sizeBytes = decodedBytes(chunk, isLast);
    if (sizeBytes === undefined) return undefined;
    if (decoded.write(chunk.toString("latin1"), written, "base64") !== sizeBytes) return undefined;
    written += sizeBytes;
    start = end;
  }
  return decoded.subarray(0, written);
}

/** How many bytes whole groups of four letters come to; only the last ones may be filled up with `=` (RFC 4648 §4). */
function decodedBytes(chunk: Buffer, isLast: boolean): number | undefined {
  let letters = 0;
  let fill = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const kind = KINDS[chunk[at] ?? 0];
    if (kind === LETTER && fill === 0) letters += 1;
    else if (kind === FILL && isLast) fill += 1;
    else if (kind !== BREAK) return undefined;
  }
  if (fill > 2 || (letters + fill) % 4 !== 0) return undefined;
  return ((letters + fill) / 4) * 3 - fill;
}

const [BREAK, LETTER, FILL] = [1, 2, 3] as const;
const KINDS = new Uint8Array(256);
for (const letter of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  KINDS[letter] = LETTER;
for (const letter of Buffer.from("\r\n")) KINDS[letter] = BREAK;
KINDS[Buffer.from("=")[0] ?? 0] = FILL;
