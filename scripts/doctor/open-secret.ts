import {
  type SealedCredentials,
  sftpSecretContext,
  vendorSecretContext,
} from "#lib/db/vendor-credentials.ts";
import type { Envelope } from "#lib/envelope.ts";

/** A connector's stored secret in clear text; `undefined` where the keys at hand do not open it. */
export function openSecret(
  envelope: Envelope,
  tenantId: string,
  { connectorId, secret, sftp }: SealedCredentials,
): string | undefined {
  const contextOf = sftp ? sftpSecretContext : vendorSecretContext;
  try {
    return envelope.open(secret, contextOf(tenantId, connectorId));
  } catch {
    return undefined;
  }
}
