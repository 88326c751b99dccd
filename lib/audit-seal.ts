import type { Envelope } from "./envelope.ts";
import type { World } from "./services/context.ts";

const PURPOSE = "audit log";

/** The seals of the audit log, under keys derived from the envelope's. */
export function auditSeals(envelope: Envelope): Pick<World, "sealAudit" | "auditSealOf"> {
  const auditSealOf = (keyId: string, bytes: Uint8Array) => envelope.authenticate(bytes, PURPOSE, keyId);
  return {
    auditSealOf,
    sealAudit(bytes) {
      const keyId = envelope.currentKeyId;
      const seal = auditSealOf(keyId, bytes);
      if (!seal) throw new Error("the envelope lost its current key");
      return { keyId, seal };
    },
  };
}
