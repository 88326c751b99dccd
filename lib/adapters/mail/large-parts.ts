import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { decodeBase64Lines } from "./base64-lines.ts";
import { type HeaderBlock } from "./header-block.ts";
import { listParts, type MimePart } from "./mime-parts.ts";

/** Below this the parser is quick enough. */
const LARGE_BYTES = 2 * 1024;

/** A mail whose large attachments were taken out: `pieces` are what is left, with a token in the place of each. */
export type LightMail = { pieces: Uint8Array[]; bodies: { token: Buffer; bytes: Buffer }[] };

/**
 * Takes the large base64 attachments out of what follows the headers, decoded, and leaves a short token of base64 for
 * each, which whoever parses the rest finds again: as the content of exactly one attachment, or it was none.
 * @returns `undefined` where there is none, or one that is not base64 to the letter
 */
export function withoutLargeParts(mail: Buffer, block: HeaderBlock): LightMail | undefined {
  if (mail.length - block.bodyStart < LARGE_BYTES) return undefined;
  const light: LightMail = { pieces: [], bodies: [] };
  let from = block.bodyStart;
  for (const part of listParts(mail, block)) {
    if (!isLargeAttachment(part)) continue;
    const bytes = decodeBase64Lines(mail.subarray(part.bodyStart, part.bodyEnd));
    if (!bytes) return undefined;
    const token = randomBytes(24);
    light.pieces.push(mail.subarray(from, part.bodyStart), Buffer.from(token.toString("base64")));
    light.bodies.push({ token, bytes });
    from = part.bodyEnd;
  }
  light.pieces.push(mail.subarray(from));
  return light.bodies.length > 0 ? light : undefined;
}

function isLargeAttachment({ type, encoding, bodyStart, bodyEnd }: MimePart): boolean {
  return (
    encoding.trim() === "base64" &&
    bodyEnd - bodyStart >= LARGE_BYTES &&
    /^(?:application|audio|font|image|model|video)\//.test(type)
  );
}
