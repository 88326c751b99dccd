import { randomBytes, randomUUID } from "node:crypto";
import { BlobServiceClient } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openContainer } from "#lib/adapters/staging/container.ts";
import { createVault, createVaultShelves } from "#lib/adapters/staging/vault.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import { createPostgresHarness } from "#lib/db/testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { findCredentialsOfRun, vendorSecretContext } from "#lib/db/vendor-credentials.ts";
import { createEnvelope } from "#lib/envelope.ts";
import { carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { work } from "#lib/pipeline/testing/worker.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import { verifyChainOf } from "#lib/services/audit/verify-audit-chain.ts";
import { rotateKeys } from "../keys/rotate-keys.ts";
import { forgetTenant, type ForgetWorld } from "./forget-tenant.ts";

const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
const containerName = `forget-${randomBytes(4).toString("hex")}`;
const keys = new Map([
  ["k1", randomBytes(32)],
  ["k2", randomBytes(32)],
]);
const envelope = createEnvelope({ keys, currentKeyId: "k1" });
const seals = auditSeals(envelope);
const vault = createVault({ connectionString, containerName, envelope });
const shelves = createVaultShelves(openContainer(connectionString, containerName));
const blobs = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(containerName);
const { signal } = new AbortController();
const BY = "Ada Lovelace, ticket 4711";

let database: TestDatabase;
let world: ForgetWorld;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  world = {
    db: database.db,
    shelves,
    sealAudit: seals.sealAudit,
    now: () => new Date("2026-11-26T12:00:00Z"),
    pause: () => Promise.resolve(),
  };
});
afterAll(() => database.drop());

/** An organization with a day imported, a password, and an orphan among its blobs. */
async function organization(): Promise<World> {
  const day = await createWorld(createPostgresHarness(database), carrierDay());
  day.deps = { ...day.deps, vault };
  await work(day);
  const { tenantId, connectorId } = day;
  const secret = envelope.seal("s3cret-Pa55", vendorSecretContext(tenantId, connectorId));
  await database.admin.query("INSERT INTO connector_secret VALUES ($1, $2, $3, $4, $5)", [
    tenantId,
    connectorId,
    secret.keyId,
    Buffer.from(secret.wrappedKey),
    Buffer.from(secret.ciphertext),
  ]);
  await database.admin.query("INSERT INTO scope_mailbox VALUES ($1, $2, 'alice', 'alice@contoso.example')", [
    tenantId,
    connectorId,
  ]);
  await database.admin.query(
    "INSERT INTO scope_before VALUES ($1, $2, 'only', '{bob}', '{bob@contoso.example}')",
    [tenantId, connectorId],
  );
  await blobs.getBlockBlobClient(`${tenantId}/${randomUUID()}/1-1.pack`).upload("orphan", 6);
  return day;
}

type ItemRow = {
  id: string;
  pack_id: string;
  offset: string;
  length: string;
  blob_name: string;
  key_id: string;
  wrapped_key: Buffer;
  size_bytes: string;
};

/** What became of reading each original that the tenant's rows point to. */
async function readAll({ tenantId }: World): Promise<string[]> {
  const { rows } = await database.admin.query<ItemRow>(
    `SELECT i.id, i.pack_id, i.pack_offset AS "offset", i.pack_length AS "length", p.blob_name, p.key_id,
       p.wrapped_key, p.size_bytes
     FROM item i JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id WHERE i.tenant_id = $1`,
    [tenantId],
  );
  expect(rows.length).toBeGreaterThan(5);
  return Promise.all(
    rows.map((row) =>
      vault
        .read(
          tenantId,
          row.id,
          {
            packId: row.pack_id,
            blobName: row.blob_name,
            keyId: row.key_id,
            wrappedKey: row.wrapped_key,
            sizeBytes: Number(row.size_bytes),
          },
          { packId: row.pack_id, offset: Number(row.offset), length: Number(row.length) },
          signal,
        )
        .then(
          () => "read",
          (error: { code: string }) => error.code,
        ),
    ),
  );
}

async function blobsOf({ tenantId }: World): Promise<Map<string, Buffer>> {
  const copies = new Map<string, Buffer>();
  for await (const { name } of blobs.listBlobsFlat({ prefix: `${tenantId}/` }))
    copies.set(name, await blobs.getBlobClient(name).downloadToBuffer());
  return copies;
}

const auditOf = async ({ tenantId }: World) =>
  (
    await database.admin.query<{ action: string; actor_name: string; after: Record<string, unknown> }>(
      "SELECT action, actor_name, after FROM audit_entry WHERE tenant_id = $1 ORDER BY id",
      [tenantId],
    )
  ).rows;

describe("forgetting an organization", { timeout: 180_000 }, () => {
  test("leaves nothing that can be opened, not even with an old copy of its blobs, and a sealed record", async () => {
    const [gone, other] = [await organization(), await organization()];
    expect(new Set(await readAll(gone))).toEqual(new Set(["read"]));
    const copies = await blobsOf(gone);
    const outcome = await forgetTenant(world, gone.tenantId, BY);
    expect(outcome).toEqual({ kind: "forgotten", blobs: copies.size, held: 0 });
    expect((await blobsOf(gone)).size).toBe(0);

    for (const [name, bytes] of copies) await blobs.getBlockBlobClient(name).upload(bytes, bytes.byteLength);
    expect(new Set(await readAll(gone))).toEqual(new Set(["staged-copy-missing"]));
    expect(await findCredentialsOfRun(database.db, gone.run)).toBeUndefined();

    const entries = await auditOf(gone);
    expect(entries.map(({ action, actor_name: by }) => [action, by])).toEqual([
      ["forget-tenant", BY],
      ["clear-tenant", BY],
    ]);
    expect(entries[0]?.after).toMatchObject({ credentials: 1 });
    expect(await verifyChainOf({ db: database.db, world: seals }, gone.tenantId)).toMatchObject({
      finding: null,
      sealed: 2,
    });
    // Nobody else notices, and a rotation of the keys finds nothing that it could not open.
    expect(new Set(await readAll(other))).toEqual(new Set(["read"]));
    const rotated = await rotateKeys(database.db, createEnvelope({ keys, currentKeyId: "k2" }));
    expect(rotated.unopened).toEqual([]);
    expect(new Set(await readAll(other))).toEqual(new Set(["read"]));
  });

  test("keeps the ledger's counts, and no number, address or name in it", async () => {
    const gone = await organization();
    const { tenantId } = gone;
    const before = await gone.harness.readLedger(gone.run);
    await forgetTenant(world, tenantId, BY);
    const after = await gone.harness.readLedger(gone.run);
    expect([after.items, after.deliveries]).toEqual([before.items, before.deliveries]);
    const { rows: tables } = await database.admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'audit_entry'`,
    );
    expect(tables.length).toBeGreaterThan(25);
    for (const { name } of tables) {
      const { rows } = await database.admin.query<{ found: string }>(
        `SELECT x::text AS found FROM ${name} x WHERE tenant_id = $1 AND x::text ~ '[+][0-9]{8,}|@contoso'`,
        [tenantId],
      );
      expect({ name, rows }).toEqual({ name, rows: [] });
    }
  });

  test("cancels what is active first, and begins nothing once it was asked", async () => {
    const gone = await organization();
    const runId = await gone.harness.addRun(gone, {
      from: gone.seed.window.to,
      to: new Date(gone.seed.window.to.getTime() + 1000),
    });
    // A worker at work on it, which does not let go.
    await database.admin.query(
      "UPDATE run SET state = 'running', worker_id = 'w', heartbeat_at = now() WHERE id = $1",
      [runId],
    );
    expect(await forgetTenant(world, gone.tenantId, BY)).toEqual({
      kind: "still-running",
      jobs: ["ATT-000001"],
    });
    expect(new Set(await readAll(gone))).toEqual(new Set(["read"]));
    const { rows } = await database.admin.query("SELECT state FROM connector WHERE tenant_id = $1", [
      gone.tenantId,
    ]);
    expect(rows).toEqual([{ state: "deleted" }]);
    // It died.
    await database.admin.query("UPDATE run SET heartbeat_at = now() - interval '1 hour' WHERE id = $1", [
      runId,
    ]);
    expect(await forgetTenant(world, gone.tenantId, BY)).toMatchObject({ kind: "forgotten" });
    expect((await gone.harness.readLedger({ ...gone.run, runId })).state).toBe("cancelled");
  });

  test("that was interrupted is finished by saying it once more, and what the storage holds on to is told", async () => {
    const gone = await organization();
    const [first] = (await blobsOf(gone)).keys();
    const lease = blobs.getBlobClient(first ?? "").getBlobLeaseClient();
    await lease.acquireLease(-1);
    const broken = {
      ...shelves,
      remove: () => Promise.reject(new Error("killed")),
    };
    await expect(forgetTenant({ ...world, shelves: broken }, gone.tenantId, BY)).rejects.toThrow("killed");
    expect(new Set(await readAll(gone))).toEqual(new Set(["staged-copy-missing"]));
    expect(await forgetTenant(world, gone.tenantId, BY)).toMatchObject({ held: 1 });
    await lease.releaseLease();
    expect(await forgetTenant(world, gone.tenantId, BY)).toMatchObject({ blobs: 1, held: 0 });
    expect((await blobsOf(gone)).size).toBe(0);
    expect((await auditOf(gone)).map(({ action }) => action)).toEqual([
      "forget-tenant",
      "clear-tenant",
      "clear-tenant",
    ]);
    expect(await forgetTenant(world, gone.tenantId, BY)).toMatchObject({ blobs: 0, held: 0 });
    expect(await auditOf(gone)).toHaveLength(3);
  });

  test("knows no other tenant, and takes nobody's numbers out of a ledger that is not forgotten", async () => {
    const kept = await organization();
    expect(await forgetTenant(world, randomUUID(), BY)).toEqual({ kind: "unknown-tenant" });
    expect(await forgetTenant(world, "'; DROP TABLE tenant", BY)).toEqual({ kind: "unknown-tenant" });
    const taken = database.db.sql(kept.tenantId, (sql) =>
      sql.query("SELECT forget_people($1, 0, 10)", [kept.tenantId]),
    );
    await expect(taken).rejects.toThrow("it is not forgotten");
  });
});
