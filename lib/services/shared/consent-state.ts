import { createHash, randomBytes } from "node:crypto";

/** 256 bits that only the redirect carries. */
export function createConsentState(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of it: whoever reads the table can answer no request. */
export function hashConsentState(state: string): Uint8Array {
  return createHash("sha256").update(state, "utf8").digest();
}
