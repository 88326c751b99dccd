import { randomBytes } from "node:crypto";
import { BlobServiceClient } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openContainer } from "#lib/adapters/staging/container.ts";
import { createVault, createVaultShelves } from "#lib/adapters/staging/vault.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import { packsDigest } from "#lib/db/deleted-packs.ts";
import { createPostgresHarness } from "#lib/db/testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { createEnvelope } from "#lib/envelope.ts";
import { ALICE, BOB, carrierDay, text } from "#lib/pipeline/testing/carrier-day.ts";
import type { SourceItem } from "#lib/pipeline/testing/fake-vendor.ts";
import { Killed, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { work } from "#lib/pipeline/testing/worker.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import type { VaultShelves } from "#lib/pipeline/ports/vault.ts";
import { verifyChainOf } from "#lib/services/audit/verify-audit-chain.ts";
import { createOriginalsKeeper } from "./originals-keeper.ts";
import { repackOriginals } from "./repack-originals.ts";

const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
const containerName = `originals-${randomBytes(4).toString("hex")}`;
const envelope = createEnvelope({ keys: new Map([["k", randomBytes(32)]]), currentKeyId: "k" });
const seals = auditSeals(envelope);
const vault = createVault({ connectionString, containerName, envelope });
const shelves = createVaultShelves(openContainer(connectionString, containerName));
const blobs = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(containerName);
const { signal } = new AbortController();
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet };

const DAY_MS = 86_400_000;
const TEN_YEARS = 3660;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const SAFE = [text("one", 1, ALICE, ["+13105550199"]), text("two", 2, ALICE, [BOB])];

/** A day's run over real rows and real blobs, ended. */
async function imported(items: readonly SourceItem[] = SAFE): Promise<World> {
  const world = await createWorld(createPostgresHarness(database), carrierDay({ items }));
  world.deps = { ...world.deps, vault };
  await work(world);
  // The world's clock stands on the day of the messages, the database's does not.
  await database.admin.query("UPDATE pack SET created_at = $2 WHERE tenant_id = $1", [
    world.tenantId,
    world.seed.window.to,
  ]);
  return world;
}

/** A worker's pass, so many days after the last item was safe. */
async function passAfter(days: number, by: VaultShelves = shelves, plusMs = 0): Promise<void> {
  const { rows } = await database.admin.query<{ at: Date }>("SELECT max(verified_at) AS at FROM delivery");
  const now = new Date((rows[0]?.at.getTime() ?? 0) + days * DAY_MS + plusMs);
  const world = { db: database.db, vault, shelves: by, sealAudit: seals.sealAudit, log };
  await createOriginalsKeeper({ ...world, readTime: () => Promise.resolve(now) }).pass(signal);
}

type PackRow = {
  id: string;
  blob_name: string;
  settled_at: Date | null;
  deleted_at: Date | null;
  wrapped_key: Buffer;
  retention_days: number | null;
  deletion_id: string | null;
};

async function packsOf({ tenantId }: World): Promise<PackRow[]> {
  const { rows } = await database.admin.query<PackRow>("SELECT * FROM pack WHERE tenant_id = $1", [tenantId]);
  expect(rows.length).toBeGreaterThan(0);
  return rows;
}

async function storedOf(world: World): Promise<boolean[]> {
  return Promise.all((await packsOf(world)).map(({ blob_name: name }) => blobs.getBlobClient(name).exists()));
}

async function entriesOf({ tenantId }: World): Promise<Record<string, unknown>[]> {
  const { rows } = await database.admin.query<{ after: Record<string, unknown> }>(
    "SELECT after FROM audit_entry WHERE tenant_id = $1 AND action = 'delete-originals' ORDER BY id",
    [tenantId],
  );
  return rows.map(({ after }) => after);
}

/** What the vault gives for each item, in their order; empty where it is gone. */
async function originalsOf({ tenantId }: World): Promise<string[]> {
  const { rows } = await database.admin.query<
    PackRow & Record<"item" | "offset" | "length" | "size_bytes", string>
  >(
    `SELECT p.*, i.id AS item, i.pack_offset AS "offset", i.pack_length AS "length"
     FROM item i JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id WHERE i.tenant_id = $1 ORDER BY i.id`,
    [tenantId],
  );
  return Promise.all(
    rows.map(({ id: packId, blob_name: blobName, wrapped_key: wrappedKey, ...row }) => {
      const pack = { packId, blobName, keyId: "k", wrappedKey, sizeBytes: Number(row.size_bytes) };
      const location = { packId, offset: Number(row.offset), length: Number(row.length) };
      const read = vault.read(tenantId, row.item, pack, location, signal);
      return read.then(
        (bytes) => Buffer.from(bytes).toString("base64"),
        () => "",
      );
    }),
  );
}

const keepFor = ({ tenantId }: World, days: number | null) =>
  database.admin.query(
    `INSERT INTO retention (tenant_id, keep_days) VALUES ($1, $2)
     ON CONFLICT (tenant_id) DO UPDATE SET keep_days = $2, looked_at = '-infinity'`,
    [tenantId, days],
  );

function unlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

describe("the retention rule", { timeout: 120_000 }, () => {
  test("lets originals go when their days are over and not before, and a sealed entry says which and why", async () => {
    const world = await imported();
    await passAfter(30, shelves, -1);
    expect(await storedOf(world)).toEqual([true]);
    await passAfter(31);
    expect(await storedOf(world)).toEqual([false]);
    const packs = await packsOf(world);
    const [entry] = await entriesOf(world);
    expect(packs).toMatchObject([{ retention_days: 30, deletion_id: entry?.["deletion"] }]);
    expect(packs[0]?.deleted_at).not.toBeNull();
    expect(packs[0]?.wrapped_key).toHaveLength(0);
    expect(entry).toMatchObject({
      retentionDays: 30,
      packs: 1,
      items: 2,
      packsSha256: packsDigest(packs.map(({ id }) => id)),
    });
    const chain = await verifyChainOf({ db: database.db, world: seals }, world.tenantId);
    expect(chain).toMatchObject({ finding: null });
    // Repeating it is harmless.
    await passAfter(40);
    expect(await entriesOf(world)).toHaveLength(1);
  });

  const day = carrierDay().items;
  test.each([
    ["picture-too-large", "was imported in part"],
    ["film-over-the-limit", "was rejected as too large"],
    ["noise", "was rejected as unreadable"],
    ["nobody", "names nobody"],
    ["no-licence", "has somebody without a mailbox"],
    ["text-outside-only", "has nobody of the organization"],
    ["unreadable-number", "has a number that cannot be read"],
  ])("keeps what %s (%s) needs for as long as it takes", async (id) => {
    const world = await imported([...SAFE, ...day.filter((item) => item.id === id)]);
    await passAfter(TEN_YEARS);
    expect((await storedOf(world)).includes(true)).toBe(true);
    const { rows } = await database.admin.query<{ pack_id: string }>(
      `SELECT pack_id FROM item WHERE tenant_id = $1 AND source_item_id = $2 AND pack_id IN (
         SELECT id FROM pack WHERE deleted_at IS NULL)`,
      [world.tenantId, id],
    );
    expect(rows).toHaveLength(1);
  });

  test("parts what is needed from the rest, byte for byte, and lets the rest go when its days are over", async () => {
    const world = await imported([...SAFE, text("dave", 3, "dave@contoso.example", [ALICE])]);
    const before = await originalsOf(world);
    await passAfter(14);
    expect(await packsOf(world)).toHaveLength(1);
    await passAfter(16);
    await passAfter(30);
    const [old, kept] = (await packsOf(world)).toSorted((one) => (one.settled_at ? -1 : 1));
    expect([old?.deleted_at, kept?.settled_at]).toEqual([null, null]);
    expect(await originalsOf(world)).toEqual(before);
    await passAfter(33);
    expect((await entriesOf(world)).map(({ packs, items }) => [packs, items])).toEqual([[1, 2]]);
    expect(await blobs.getBlobClient(old?.blob_name ?? "").exists()).toBe(false);
    expect(await originalsOf(world)).toEqual(["", "", before[2]]);
    // What is left is needed as a whole: nothing is parted once more.
    await passAfter(TEN_YEARS);
    expect((await packsOf(world)).filter((pack) => pack.deleted_at === null)).toHaveLength(1);
    expect(await originalsOf(world)).toEqual(["", "", before[2]]);
  });

  test("moves nothing where the copy is not what the ledger knows, or somebody took an item up meanwhile", async () => {
    const items = [...SAFE, text("dave", 3, "dave@contoso.example", [ALICE])];
    const [altered, taken] = [await imported(items), await imported(items)];
    const forging = { ...vault, read: () => Promise.resolve(new Uint8Array(10)) };
    const taking: typeof vault = {
      ...vault,
      async writePack(claim, ...rest) {
        await database.admin.query(
          "UPDATE item SET refetch_run_id = run_id WHERE tenant_id = $1 AND source_item_id = 'two'",
          [taken.tenantId],
        );
        return vault.writePack(claim, ...rest);
      },
    };
    const range = { after: "", upTo: undefined, limit: 10, now: new Date("2027-02-01T00:00:00Z") };
    for (const { tenantId } of [altered, taken])
      await database.admin.query("INSERT INTO retention (tenant_id) VALUES ($1)", [tenantId]);
    const repack = (world: World, by: typeof vault) =>
      repackOriginals({ db: database.db, vault: by, log }, world.tenantId, range, signal);
    expect(await repack(altered, forging)).toBe(0);
    expect(await repack(taken, taking)).toBe(0);
    for (const world of [altered, taken]) expect(await packsOf(world)).toMatchObject([{ settled_at: null }]);
    expect(await repack(altered, vault)).toBe(1);
  });

  test("keeps what is under way at whatever call the import stopped", async () => {
    const calls = new ProcessGate();
    const rehearsal = await createWorld(createPostgresHarness(database), carrierDay({ items: SAFE }));
    rehearsal.deps = { ...rehearsal.deps, vault };
    await work(rehearsal, calls);
    for (let n = 1; n <= calls.calls.length; n += 3) {
      const world = await createWorld(createPostgresHarness(database), carrierDay({ items: SAFE }));
      world.deps = { ...world.deps, vault };
      await work(world, new ProcessGate(n)).catch(unlessKilled);
      await passAfter(TEN_YEARS);
      const { rows } = await database.admin.query<{ open: number; lost: number }>(
        `SELECT count(*) FILTER (WHERE p.deleted_at IS NULL)::int AS open,
           count(*) FILTER (WHERE p.deleted_at IS NOT NULL AND (i.state <> 'delivered' OR EXISTS (
             SELECT 1 FROM delivery d WHERE d.tenant_id = i.tenant_id AND d.item_id = i.id AND d.verified_at IS NULL)))::int AS lost
         FROM item i JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id WHERE i.tenant_id = $1`,
        [world.tenantId],
      );
      expect(rows).toMatchObject([{ lost: 0 }]);
    }
  });

  test("is kept by the database too: a pack with something unsettled cannot be marked", async () => {
    const world = await imported([...SAFE, ...day.filter((item) => item.id === "no-licence")]);
    const marked = database.db.sql(world.tenantId, (sql) =>
      sql.query("UPDATE pack SET delete_after = now()"),
    );
    await expect(marked).rejects.toThrow("something in it is not settled");
  });

  test("a worker that dies between the blob and its row leaves nothing undone, and nothing is written down twice", async () => {
    const world = await imported();
    const dying: VaultShelves = {
      ...shelves,
      async remove(name) {
        await shelves.remove(name, signal);
        throw new Error("killed");
      },
    };
    await passAfter(31, dying);
    expect(await storedOf(world)).toEqual([false]);
    expect((await packsOf(world))[0]?.deleted_at).toBeNull();
    // While its hold lasts nobody comes.
    await passAfter(31);
    expect((await packsOf(world))[0]?.deleted_at).toBeNull();
    await passAfter(31, shelves, 600_000);
    expect((await packsOf(world))[0]?.deleted_at).not.toBeNull();
    expect(await entriesOf(world)).toHaveLength(1);
  });

  test("two workers at the same packs write each down once", async () => {
    const world = await imported();
    const arrived = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow: VaultShelves = {
      ...shelves,
      async remove(name, until) {
        arrived.resolve();
        await goOn.promise;
        return shelves.remove(name, until);
      },
    };
    const first = passAfter(31, slow);
    await arrived.promise;
    await passAfter(31, shelves, 600_000);
    goOn.resolve();
    await first;
    expect(await entriesOf(world)).toHaveLength(1);
    const { rows } = await database.admin.query("SELECT deleted_packs FROM retention WHERE tenant_id = $1", [
      world.tenantId,
    ]);
    expect(rows).toEqual([{ deleted_packs: "1" }]);
  });

  test("what the storage holds on to is tried again a day later", async () => {
    const world = await imported();
    const [pack] = await packsOf(world);
    const lease = blobs.getBlobClient(pack?.blob_name ?? "").getBlobLeaseClient();
    await lease.acquireLease(-1);
    await passAfter(31);
    expect(await packsOf(world)).toMatchObject([{ deleted_at: null, retention_days: 30 }]);
    expect(await storedOf(world)).toEqual([true]);
    await lease.releaseLease();
    await passAfter(31, shelves, 7_200_000);
    expect(await storedOf(world)).toEqual([true]);
    await passAfter(33);
    expect(await storedOf(world)).toEqual([false]);
  });

  test("a storage that does not answer loses no row", async () => {
    const world = await imported();
    const elsewhere = connectionString.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
    await passAfter(31, createVaultShelves(openContainer(elsewhere, containerName)));
    expect(await packsOf(world)).toMatchObject([{ deleted_at: null }]);
  });

  test("says for ever and means it; and of each organization its own", async () => {
    const [kept, soon] = [await imported(), await imported()];
    await keepFor(kept, null);
    await keepFor(soon, 1);
    await passAfter(2);
    expect([await storedOf(kept), await storedOf(soon)]).toEqual([[true], [false]]);
    await passAfter(TEN_YEARS);
    expect(await storedOf(kept)).toEqual([true]);
  });

  test("what is deleted cannot be read, not even with an old copy of the blob, and is said to be missing", async () => {
    const world = await imported();
    const [pack] = await packsOf(world);
    const blob = blobs.getBlockBlobClient(pack?.blob_name ?? "");
    const copy = await blob.downloadToBuffer();
    await passAfter(31);
    await blob.upload(copy, copy.byteLength);
    const [row] = (
      await database.admin.query<{ id: string; offset: string; length: string; size: string; key: Buffer }>(
        `SELECT i.id, i.pack_offset AS "offset", i.pack_length AS "length", p.size_bytes AS size, p.wrapped_key AS key
         FROM item i JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id WHERE i.tenant_id = $1 LIMIT 1`,
        [world.tenantId],
      )
    ).rows;
    if (!row || !pack) throw new Error("a row was expected");
    const read = createVault({ connectionString, containerName, envelope }).read(
      world.tenantId,
      row.id,
      {
        packId: pack.id,
        blobName: pack.blob_name,
        keyId: "k",
        wrappedKey: row.key,
        sizeBytes: Number(row.size),
      },
      { packId: pack.id, offset: Number(row.offset), length: Number(row.length) },
      signal,
    );
    await expect(read).rejects.toMatchObject({ code: "staged-copy-missing", kind: "permanent" });
  });
});
