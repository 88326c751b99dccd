import { createHash } from "node:crypto";

/** SHA-256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** The import key of a delivery: SHA-256(connector id ‖ "\n" ‖ source item id ‖ "\n" ‖ user id) as 64 hex digits. */
export function importKeyOf(connectorId: string, sourceItemId: string, userId: string): string {
  return createHash("sha256").update([connectorId, sourceItemId, userId].join("\n")).digest("hex");
}
