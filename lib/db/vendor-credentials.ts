import type { RunClaim } from "#lib/pipeline/ports.ts";
import type { SealedText } from "#lib/envelope.ts";
import type { Db } from "./client.ts";

/** A connector's TeleMessage account; the password is still sealed. */
export type SealedCredentials = { connectorId: string; username: string; password: SealedText };

/** Authenticated with the sealed password, so that it cannot be moved to another connector. */
export function vendorSecretContext(tenantId: string, connectorId: string): string {
  return `${tenantId}/${connectorId}/vendor`;
}

/** @returns undefined when the run's connector has no stored password */
export async function findCredentialsOfRun(
  db: Db,
  { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">,
): Promise<SealedCredentials | undefined> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.query<{
      connectorId: string;
      username: string;
      keyId: string;
      wrappedKey: Buffer;
      ciphertext: Buffer;
    }>(
      `SELECT c.id AS "connectorId", c.source_username AS username, s.key_id AS "keyId",
         s.wrapped_key AS "wrappedKey", s.ciphertext
       FROM run r
       JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
       JOIN connector_secret s ON s.tenant_id = c.tenant_id AND s.connector_id = c.id
       WHERE r.tenant_id = $1 AND r.id = $2`,
      [tenantId, runId],
    ),
  );
  if (!row) return undefined;
  const { connectorId, username, keyId, wrappedKey, ciphertext } = row;
  return { connectorId, username, password: { keyId, wrappedKey, ciphertext } };
}
