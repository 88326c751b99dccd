export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be";

/** How a file is written, told from its first bytes; `workbook` and `binary` are no text at all. */
export function sniffEncoding(head: Uint8Array): TextEncodingName | "workbook" | "binary" {
  const startsWith = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (startsWith(0xff, 0xfe)) return "utf-16le";
  if (startsWith(0xfe, 0xff)) return "utf-16be";
  // A zip (.xlsx, .ods) or an OLE file (.xls).
  if (startsWith(0x50, 0x4b, 0x03, 0x04) || startsWith(0xd0, 0xcf, 0x11, 0xe0)) return "workbook";
  return sniffWithoutMark(head);
}

function sniffWithoutMark(head: Uint8Array): TextEncodingName | "binary" {
  const half = head.length / 2;
  const even = countOf(head, (byte, index) => byte === 0 && index % 2 === 0);
  const odd = countOf(head, (byte, index) => byte === 0 && index % 2 === 1);
  // Numbers and addresses in UTF-16 have a zero in nearly every pair.
  if (odd > half * 0.7 && even < half * 0.1) return "utf-16le";
  if (even > half * 0.7 && odd < half * 0.1) return "utf-16be";
  return countOf(head, isControl) > head.length * 0.01 ? "binary" : "utf-8";
}

function countOf(head: Uint8Array, matches: (byte: number, index: number) => boolean): number {
  return head.reduce((count, byte, index) => count + (matches(byte, index) ? 1 : 0), 0);
}

/** Below the space, save tab and the ends of lines. */
function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d;
}
