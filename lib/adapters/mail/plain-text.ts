import { type Buffer } from "node:buffer";
import { decodeBase64Lines } from "./base64-lines.ts";
import { type HeaderBlock } from "./header-block.ts";

/**
 * The text of a mail that is nothing but a text, in the two forms that most messages come in: base64 of UTF-8, or lines
 * of ASCII. It is what the parser makes of it, at a small part of the cost.
 * @returns `undefined` for every other mail
 */
export function plainTextOf(mail: Buffer, block: HeaderBlock): string | undefined {
  const fields = block.fields.filter(({ name }) => name.startsWith("content-"));
  const [type = "text/plain", ...otherTypes] = valuesOf(fields, "content-type");
  const [encoding = "7bit", ...otherEncodings] = valuesOf(fields, "content-transfer-encoding");
  const isAlone =
    otherTypes.length + otherEncodings.length === 0 && fields.every(({ name }) => KNOWN.has(name));
  const charset = PLAIN_TEXT.exec(type);
  if (!isAlone || !charset) return undefined;
  const body = mail.subarray(block.bodyStart);
  if (encoding === "base64") return charset[1] === "utf-8" ? decodedText(body) : undefined;
  return encoding === "7bit" || encoding === "8bit" ? linesOfAscii(body) : undefined;
}

const KNOWN = new Set(["content-type", "content-transfer-encoding"]);
const PLAIN_TEXT = /^text\/plain(?:;\s*charset="?(us-ascii|utf-8)"?)?$/;

function valuesOf(fields: HeaderBlock["fields"], name: string): string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value.toLowerCase());
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodedText(body: Buffer): string | undefined {
  const bytes = decodeBase64Lines(body);
  if (!bytes || bytes.length === 0) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Lines end with a line feed alone, the last one too. */
function linesOfAscii(body: Buffer): string | undefined {
  const text = body.toString("latin1");
  if (text === "" || NOT_LINES_OF_ASCII.test(text)) return undefined;
  const lines = text.replaceAll("\r\n", "\n");
  return lines.endsWith("\n") ? lines : `${lines}\n`;
}

/** A carriage return that ends no line, and what is no ASCII. */
const NOT_LINES_OF_ASCII = /\r(?!\n)|[^\p{ASCII}]/u;
