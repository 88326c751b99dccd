import type { SftpAddress } from "#lib/domain/source.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { SealedText } from "#lib/envelope.ts";
import type { Db } from "./client.ts";

/** Where a connector fetches, and as whom; the secret is still sealed. `sftp` is undefined for the archive service. */
export type SealedCredentials = {
  connectorId: string;
  username: string;
  secret: SealedText;
  sftp: Omit<SftpAddress, "username"> | undefined;
};

/** Authenticated with the sealed password, so that it cannot be moved to another connector. */
export function vendorSecretContext(tenantId: string, connectorId: string): string {
  return `${tenantId}/${connectorId}/vendor`;
}

/** Another one than the archive service's: neither is ever taken for the other. */
export function sftpSecretContext(tenantId: string, connectorId: string): string {
  return `${tenantId}/${connectorId}/sftp`;
}

const COLUMNS = `c.id AS "connectorId", c.source_username AS username, s.key_id AS "keyId",
  s.wrapped_key AS "wrappedKey", s.ciphertext, c.source_kind AS "sourceKind", c.sftp_host AS host,
  c.sftp_port AS port, c.sftp_folder AS folder, c.sftp_fingerprint AS fingerprint`;

/** @returns undefined when the run's connector has no stored secret */
export async function findCredentialsOfRun(
  db: Db,
  { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">,
): Promise<SealedCredentials | undefined> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.query<CredentialsRow>(
      `SELECT ${COLUMNS}
       FROM run r
       JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
       JOIN connector_secret s ON s.tenant_id = c.tenant_id AND s.connector_id = c.id
       WHERE r.tenant_id = $1 AND r.id = $2`,
      [tenantId, runId],
    ),
  );
  return row && credentialsOf(row);
}

/** Of a tenant's connectors that are in use, by their names; `limit` of them at most. */
export async function listCredentials(db: Db, tenantId: string, limit: number): Promise<SealedCredentials[]> {
  const rows = await db.sql(tenantId, (sql) =>
    sql.query<CredentialsRow>(
      `SELECT ${COLUMNS}
       FROM connector c JOIN connector_secret s ON s.tenant_id = c.tenant_id AND s.connector_id = c.id
       WHERE c.tenant_id = $1 AND c.state IN ('active', 'paused') ORDER BY c.name, c.id LIMIT $2`,
      [tenantId, limit],
    ),
  );
  return rows.map(credentialsOf);
}

function credentialsOf(row: CredentialsRow): SealedCredentials {
  const { connectorId, username, keyId, wrappedKey, ciphertext, sourceKind, ...sftp } = row;
  const secret = { keyId, wrappedKey, ciphertext };
  return { connectorId, username, secret, sftp: sourceKind === "sftp" ? sftp : undefined };
}

type CredentialsRow = {
  connectorId: string;
  username: string;
  keyId: string;
  wrappedKey: Buffer;
  ciphertext: Buffer;
  sourceKind: string;
  host: string;
  port: number;
  folder: string;
  fingerprint: string;
};
