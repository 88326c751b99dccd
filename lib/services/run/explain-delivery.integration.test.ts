import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { takeUpFailed } from "#lib/db/take-up.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import { activate, completeRun, createStage, refusalOf } from "../testing/stage.ts";
import { explainDelivery } from "./explain-delivery.ts";
import { getRun } from "./get-run.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { retryFailed } from "./retry-failed.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A run with one delivery of each kind. */
async function seeded() {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, [
    { userId: "alice", state: "imported", isVerified: true },
    { userId: "bob", state: "failed", reason: "mailbox-full" },
    { userId: "carol", state: "partial", reason: "attachment-too-large", skippedBytes: [12_000_000] },
  ]);
  const idOf = async (mailbox: string) => {
    const { rows } = await listDeliveries(stage.admin, { runId: ids.runId });
    return rows.find((row) => row.mailbox === mailbox)?.deliveryId ?? "";
  };
  return { ...stage, ...ids, idOf };
}

describe("Explain", () => {
  test("tells a delivery from the vendor's item to what was read back", async () => {
    const { as, runId, idOf } = await seeded();
    const trace = await explainDelivery(as("Connector.Reader"), { runId, deliveryId: await idOf("alice") });
    expect(trace).toMatchObject({
      run: { runId, jobId: "ATT-000001" },
      mailbox: "alice",
      state: "imported",
      item: {
        sourceItemId: "item-1",
        kind: "sms",
        sizeBytes: 10,
        sha256: createHash("sha256").update("x").digest("hex"),
        pack: { packId: "pack-1", deleteAfter: null, deletedAt: null, keepDays: 30 },
      },
      participants: [{ role: "from", via: "email", mailbox: "alice", isOfMailbox: true }],
      messageId: "message",
      folderId: null,
      earlier: [],
    });
    expect(trace.verifiedAt).not.toBeNull();
    expect(trace.importKey).toMatch(/^[0-9a-f]{64}$/);
  });

  test("names the mapping's version and line, the folder, and the sizes of what was left out", async () => {
    const { admin, tenantId, runId, idOf } = await seeded();
    await database.admin.query(
      "UPDATE participant SET via = 'custom', mapping_version = 3, mapping_line = 17 WHERE tenant_id = $1 AND user_id = 'carol'",
      [tenantId],
    );
    await database.admin.query(
      "INSERT INTO mailbox_folder (tenant_id, user_id, kind, folder_id) VALUES ($1, 'carol', 'att-network', 'folder-9')",
      [tenantId],
    );
    const trace = await explainDelivery(admin, { runId, deliveryId: await idOf("carol") });
    expect(trace.participants).toMatchObject([{ via: "custom", mappingVersion: 3, mappingLine: 17 }]);
    expect(trace).toMatchObject({ folderId: "folder-9", skippedBytes: [12_000_000] });
  });

  test("tells whose mailbox the connector's scope left out of the same item, and by what it was found", async () => {
    const { admin, tenantId, runId, idOf } = await seeded();
    await database.admin.query(
      `INSERT INTO participant (tenant_id, item_id, ordinal, role, address, has_unreadable_number)
       SELECT $1, item_id, 1, 'to', 'dave@contoso.example', false FROM delivery
       WHERE tenant_id = $1 AND user_id = 'alice'`,
      [tenantId],
    );
    await database.admin.query(
      `UPDATE participant SET resolution = 'left-out', via = 'email', user_id = 'dave'
       WHERE tenant_id = $1 AND ordinal = 1`,
      [tenantId],
    );
    const trace = await explainDelivery(admin, { runId, deliveryId: await idOf("alice") });
    expect(trace.participants).toMatchObject([
      { resolution: "mailbox", mailbox: "alice", isOfMailbox: true },
      { resolution: "left-out", mailbox: "dave", reason: null, via: "email", isOfMailbox: false },
    ]);
    expect((await getRun(admin, runId)).participants).toMatchObject({ leftOut: 1 });
  });

  test("keeps how an earlier run ended with a delivery that a later one took up", async () => {
    const { admin, tenantId, runId, idOf } = await seeded();
    const deliveryId = await idOf("bob");
    await completeRun(database, runId);
    const retry = await retryFailed(admin, runId);
    await database.db.sql(tenantId, (sql) => takeUpFailed(sql, tenantId, retry.runId));
    const trace = await explainDelivery(admin, { runId, deliveryId });
    expect(trace.run).toEqual({ runId: retry.runId, jobId: "ATT-000002" });
    expect(trace).toMatchObject({ state: "posting", reason: null, settledAt: null });
    expect(trace.earlier).toMatchObject([
      { run: { runId, jobId: "ATT-000001" }, state: "failed", reason: "mailbox-full" },
    ]);
    expect(trace.earlier[0]?.settledAt).not.toBeNull();
    await expect(
      database.db.sql(tenantId, (sql) => sql.query("UPDATE delivery_attempt SET reason = 'other'")),
    ).rejects.toThrow("permission denied");
  });

  test("finds no delivery of another connector or organization, nor one that cannot be", async () => {
    const { admin, runId, idOf } = await seeded();
    const theirs = await seeded();
    const other = await activate(admin, "Other phones");
    const own = await idOf("alice");
    for (const place of [
      { runId, deliveryId: await theirs.idOf("alice") },
      { runId: other.runId, deliveryId: own },
      { runId, deliveryId: "1; DROP TABLE run" },
      { runId, deliveryId: "999999999999999999" },
    ]) {
      expect((await refusalOf(explainDelivery(admin, place))).code).toBe("not-found");
    }
  });
});
