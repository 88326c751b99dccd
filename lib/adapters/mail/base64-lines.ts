import { Buffer } from "node:buffer";

import { ofOwnMemory } from "#lib/domain/let-go.ts";

/** Short enough that the string of a chunk is gone with the next collection of young objects. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Decodes base64 in lines, as the platform does it: some twenty times as fast as a reader that goes line by line, and
 * without a string as long as the file.
 * @returns in memory of its own where it is large; `undefined` where a stranger stands among the letters: whoever forgives
 * more has to read it
 */
export function decodeBase64Lines(encoded: Buffer): Buffer | undefined {
  const decoded = Buffer.allocUnsafe(Math.ceil((encoded.length * 3) / 4));
  let written = 0;
  for (let start = 0; start < encoded.length;) {
    const chunk = encoded.subarray(start, start + CHUNK_BYTES);
    const groups = wholeGroupsOf(chunk, start + chunk.length === encoded.length);
    if (!groups) return undefined;
    const { length, sizeBytes } = groups;
    if (decoded.write(chunk.toString("latin1", 0, length), written, "base64") !== sizeBytes) return undefined;
    written += sizeBytes;
    start += length;
  }
  // The lines' ends took room that nothing came into.
  const { buffer, byteOffset, byteLength } = ofOwnMemory(decoded, written);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/**
 * How far the chunk's whole groups of four letters go, and how many bytes they come to. Only the last ones may be filled
 * up with `=` (RFC 4648 §4).
 */
function wholeGroupsOf(chunk: Buffer, isLast: boolean): { length: number; sizeBytes: number } | undefined {
  const counted = countLetters(chunk);
  if (!counted) return undefined;
  const { letters, fill, groupsEnd } = counted;
  if (!isLast) {
    return groupsEnd === 0 || fill > 0
      ? undefined
      : { length: groupsEnd, sizeBytes: Math.floor(letters / 4) * 3 };
  }
  if (fill > 2 || (letters + fill) % 4 !== 0) return undefined;
  return { length: chunk.length, sizeBytes: ((letters + fill) / 4) * 3 - fill };
}

/** @returns `undefined` where a stranger stands among the letters, or a letter behind what fills them up */
function countLetters(chunk: Buffer): { letters: number; fill: number; groupsEnd: number } | undefined {
  let letters = 0;
  let fill = 0;
  let groupsEnd = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const kind = KINDS[chunk[at] ?? 0];
    if (kind === LETTER && fill === 0) {
      letters += 1;
      if (letters % 4 === 0) groupsEnd = at + 1;
    } else if (kind === FILL) fill += 1;
    else if (kind !== BREAK) return undefined;
  }
  return { letters, fill, groupsEnd };
}

const [BREAK, LETTER, FILL] = [1, 2, 3] as const;
const KINDS = new Uint8Array(256);
for (const letter of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  KINDS[letter] = LETTER;
for (const letter of Buffer.from("\r\n")) KINDS[letter] = BREAK;
KINDS[Buffer.from("=")[0] ?? 0] = FILL;
