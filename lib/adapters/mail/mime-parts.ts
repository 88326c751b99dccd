import { type Buffer } from "node:buffer";
import { firstField, type HeaderBlock, MAX_HEADER_BYTES, readHeaderBlock } from "./header-block.ts";

/** One part of a mail, told from the headers alone: nothing is decoded. */
export type MimePart = {
  /** In lower case; `text/plain` where nothing is said, "" for what stands between parts. */
  type: string;
  /** Content-Transfer-Encoding in lower case, "" where nothing is said. */
  encoding: string;
  bodyStart: number;
  /** Where the line break before the next delimiter stands. */
  bodyEnd: number;
};

/** The parts of a multipart mail in their order, containers before what they hold; of any other mail the one it is. */
export function* listParts(mail: Buffer, block: HeaderBlock): Generator<MimePart> {
  const boundaries = new Set<string>();
  let part = partOf(block, boundaries);
  let headerBytes = 0;
  // The first delimiter may follow the empty line at once, whose line feed it then shares.
  let at = boundaries.size === 0 ? -1 : mail.indexOf(DELIMITER, Math.max(block.bodyStart - 1, 0));
  for (; at !== -1 && headerBytes < MAX_HEADER_BYTES; at = mail.indexOf(DELIMITER, at + 1)) {
    const line = delimiterAt(mail, at + 1, boundaries);
    if (!line) continue;
    yield { ...part, bodyEnd: Math.max(at, part.bodyStart) };
    const partBlock = line.isClosing ? undefined : readHeaderBlock(mail, line.end);
    headerBytes += partBlock ? partBlock.bodyStart - line.end : 0;
    part = partBlock
      ? partOf(partBlock, boundaries)
      : { type: "", encoding: "", bodyStart: Math.min(line.end, mail.length) };
  }
  yield { ...part, bodyEnd: mail.length };
}

const DELIMITER = "\n--";
/** RFC 2046 §5.1.1 allows 70 characters; some write more. */
const MAX_DELIMITER_BYTES = 1000;

/** The delimiter line (`--boundary`, or `--boundary--` after the last part) at `at`; `undefined` for any other line. */
function delimiterAt(mail: Buffer, at: number, boundaries: ReadonlySet<string>) {
  const lineEnd = mail.subarray(at, at + MAX_DELIMITER_BYTES).indexOf("\n");
  const textEnd = lineEnd === -1 ? Math.min(at + MAX_DELIMITER_BYTES, mail.length) : at + lineEnd;
  const boundary = mail.toString("utf8", at + 2, textEnd).trimEnd();
  const end = textEnd + 1;
  if (boundaries.has(boundary)) return lineEnd === -1 ? undefined : { isClosing: false, end };
  const isClosing = boundary.endsWith("--") && boundaries.has(boundary.slice(0, -2));
  return isClosing ? { isClosing, end } : undefined;
}

const BOUNDARY = /;\s*boundary\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/i;

/** Without a Content-Type a part is plain text (RFC 2045 §5.2). Learns the boundary of one that holds others. */
function partOf(block: HeaderBlock, boundaries: Set<string>): Omit<MimePart, "bodyEnd"> {
  const value = firstField(block, "content-type") ?? "";
  const type = /^[^\s;(]+/.exec(value)?.[0].toLowerCase() ?? "text/plain";
  const [, quoted, token] = (type.startsWith("multipart/") && BOUNDARY.exec(value)) || [];
  const boundary = quoted?.replaceAll(/\\(.)/g, "$1") ?? token;
  if (boundary !== undefined) boundaries.add(boundary);
  const encoding = firstField(block, "content-transfer-encoding")?.toLowerCase() ?? "";
  return { type, encoding, bodyStart: block.bodyStart };
}
