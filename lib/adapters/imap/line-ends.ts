import { createHash } from "node:crypto";

const CR = 0x0d;
const LF = 0x0a;

/**
 * The bytes as IMAP carries them: every line ends with CR LF. Mail that came over SMTP or as a proper file is like that
 * already and comes back as it is. Source: RFC 9051 §6.3.12, RFC 5322 §2.3.
 */
export function withCrLf(bytes: Uint8Array): Uint8Array {
  if (isCrLf(bytes)) return bytes;
  const out = Buffer.alloc(bytes.length + bytes.reduce((count, byte) => count + Number(byte === LF), 0));
  let length = 0;
  for (const byte of bytes) {
    if (byte === LF) {
      while (length > 0 && out[length - 1] === CR) length -= 1;
      out[length++] = CR;
    }
    out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** 64 hex digits */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function isCrLf(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR || bytes[at - 2] === CR) return false;
  }
  return true;
}
