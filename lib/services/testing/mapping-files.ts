import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import type { ServiceContext } from "../context.ts";
import { previewMappingFile } from "../mapping/preview-mapping-file.ts";
import type { Stage } from "./stage.ts";

/** A file as it comes over the wire. */
export async function* streamOf(...pieces: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
}

/** The template's header, with the optional columns. */
export const HEADER = "External User ID,Microsoft 365 User Mailbox,Valid from,Valid to\n";

/** Uploads these rows under the header. */
export function upload(
  context: ServiceContext,
  connectorId: string,
  rows: string,
  fileName = "mapping.csv",
): Promise<MappingPreview> {
  return previewMappingFile(context, { connectorId, fileName, stream: streamOf(HEADER, rows) });
}

/** What is left of files in the organization: versions, their rows, their problems. */
export async function leftovers({ admin }: TestDatabase, { tenantId }: Stage): Promise<number[]> {
  const { rows } = await admin.query<{ counts: number[] }>(
    `SELECT ARRAY[
       (SELECT count(*) FROM mapping_version WHERE tenant_id = $1),
       (SELECT count(*) FROM mapping_rule WHERE tenant_id = $1),
       (SELECT count(*) FROM mapping_problem WHERE tenant_id = $1)]::int[] AS counts`,
    [tenantId],
  );
  return rows[0]?.counts ?? [];
}

/** Alice and Bob have a mailbox each and one address in common; three others cannot receive anything. */
export async function seedDirectory({ admin }: TestDatabase, { tenantId }: Stage): Promise<void> {
  const user = async (
    id: string,
    addresses: string[],
    isMember = true,
    isEnabled = true,
    hasMailbox = true,
  ) => {
    await admin.query("INSERT INTO directory_user VALUES ($1, $2, $2, $2, $3, $4, $5, 0)", [
      tenantId,
      id,
      isMember,
      isEnabled,
      hasMailbox,
    ]);
    await admin.query(
      "INSERT INTO directory_address (tenant_id, address, user_id) SELECT $1, unnest($2::text[]), $3",
      [tenantId, addresses, id],
    );
  };
  await user("alice", ["alice@contoso.example", "shared@contoso.example"]);
  await user("bob", ["bob@contoso.example", "shared@contoso.example"]);
  await user("guest", ["guest@contoso.example"], false);
  await user("left", ["left@contoso.example"], true, false);
  await user("no-mailbox", ["none@contoso.example"], true, true, false);
  await admin.query("INSERT INTO directory_state (tenant_id, synced_at) VALUES ($1, now())", [tenantId]);
}
