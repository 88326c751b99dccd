import { type Buffer } from "node:buffer";
import { type ItemKind } from "#lib/domain/item.ts";
import { firstField, type HeaderBlock, MAX_HEADER_BYTES, readHeaderBlock } from "./header-block.ts";

/** TeleMessage's own word for an item, where it says one. Its headers are not public; see docs/vendor-protocol.md. */
const TYPE_HEADER = "x-telemessage-type";

/**
 * What TeleMessage says; without a word of it, MMS is what carries more than plain text and HTML. Only the parts'
 * headers are looked at: nothing is decoded.
 */
export function itemKindOf(mail: Buffer, block: HeaderBlock): ItemKind {
  const said = firstField(block, TYPE_HEADER)?.toLowerCase();
  if (said === "sms" || said === "mms") return said;
  return hasMedia(mail, block) ? "mms" : "sms";
}

type PartType = { type: string; boundary: string | undefined };

function hasMedia(mail: Buffer, block: HeaderBlock): boolean {
  const top = partTypeOf(block);
  if (top.boundary === undefined) return isMedia(top);
  const boundaries = new Set([top.boundary]);
  let headerBytes = 0;
  // The first delimiter may follow the empty line at once, whose line feed it then shares.
  let at = mail.indexOf(DELIMITER, Math.max(block.bodyStart - 1, 0));
  for (; at !== -1 && headerBytes < MAX_HEADER_BYTES; at = mail.indexOf(DELIMITER, at + 1)) {
    const partStart = partAfter(mail, at + 1, boundaries);
    const partBlock = partStart === undefined ? undefined : readHeaderBlock(mail, partStart);
    if (partStart === undefined || !partBlock) continue;
    headerBytes += partBlock.bodyStart - partStart;
    const part = partTypeOf(partBlock);
    if (isMedia(part)) return true;
    if (part.boundary !== undefined) boundaries.add(part.boundary);
  }
  return false;
}

const DELIMITER = "\n--";
/** RFC 2046 §5.1.1 allows 70 characters; some write more. */
const MAX_DELIMITER_BYTES = 1000;

/** Where the part starts whose delimiter line (`--boundary`) starts at `at`; `undefined` for any other line. */
function partAfter(mail: Buffer, at: number, boundaries: ReadonlySet<string>): number | undefined {
  const lineEnd = mail.subarray(at, at + MAX_DELIMITER_BYTES).indexOf("\n");
  if (lineEnd === -1) return undefined;
  const boundary = mail.toString("utf8", at + 2, at + lineEnd).trimEnd();
  return boundaries.has(boundary) ? at + lineEnd + 1 : undefined;
}

const BOUNDARY = /;\s*boundary\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/i;

/** Without a Content-Type a part is plain text (RFC 2045 §5.2). */
function partTypeOf(block: HeaderBlock): PartType {
  const value = firstField(block, "content-type") ?? "";
  const type = /^[^\s;(]+/.exec(value)?.[0].toLowerCase() ?? "text/plain";
  const [, quoted, token] = (type.startsWith("multipart/") && BOUNDARY.exec(value)) || [];
  return { type, boundary: quoted?.replaceAll(/\\(.)/g, "$1") ?? token };
}

function isMedia({ type }: PartType): boolean {
  return (
    !type.startsWith("multipart/") && type !== "text/plain" && type !== "text/html" && type.includes("/")
  );
}
