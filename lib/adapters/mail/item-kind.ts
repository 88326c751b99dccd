import { type Buffer } from "node:buffer";
import { type ItemKind } from "#lib/domain/item.ts";
import { firstField, type HeaderBlock } from "./header-block.ts";
import { listParts } from "./mime-parts.ts";

/** TeleMessage's own word for an item, where it says one. Its headers are not public; see docs/vendor-protocol.md. */
const TYPE_HEADER = "x-telemessage-type";

/**
 * What TeleMessage says; without a word of it, MMS is what carries more than plain text and HTML. Only the parts'
 * headers are looked at: nothing is decoded.
 */
export function itemKindOf(mail: Buffer, block: HeaderBlock): ItemKind {
  const said = firstField(block, TYPE_HEADER)?.toLowerCase();
  if (said === "sms" || said === "mms") return said;
  for (const part of listParts(mail, block)) if (isMedia(part.type)) return "mms";
  return "sms";
}

function isMedia(type: string): boolean {
  return (
    !type.startsWith("multipart/") && type !== "text/plain" && type !== "text/html" && type.includes("/")
  );
}
