import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { ServiceContext } from "../context.ts";
import { seedDeliveries, seedRefusedItem } from "../testing/seed-deliveries.ts";
import { activate, createStage } from "../testing/stage.ts";
import { exportLog } from "./export-log.ts";
import { getRun } from "./get-run.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** The summary's one record and the lines below, by the names of their columns. */
async function readLog(context: ServiceContext, runId: string, options?: { isComplete?: boolean }) {
  let text = "";
  for await (const piece of await exportLog(context, runId, options)) text += piece;
  const [summary = "", lines = ""] = text.split(/\r\n(?=\r\n|Item id)/).filter((part) => part.trim() !== "");
  const records = (part: string): Record<string, string>[] => parse(part, { columns: true, bom: true });
  return { text, summary: records(summary)[0], lines: records(lines.trimStart()) };
}

describe("the downloaded log", () => {
  test("tells the counters in Microsoft's words, and each item that was not simply imported", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin, "=HYPERLINK(1)");
    const run = { ...ids, tenantId: stage.tenantId };
    await seedDeliveries(database, run, [
      { userId: "alice", state: "imported", isVerified: true },
      {
        userId: "alice",
        state: "partial",
        reason: "attachment-too-large",
        skippedBytes: [12_000_000],
        isVerified: true,
      },
      { userId: "bob", state: "duplicate" },
      { userId: "bob", state: "failed", reason: "mailbox-full" },
      { userId: "bob", state: "pending" },
    ]);
    await seedRefusedItem(database, run, { name: "torn", state: "rejected", reason: "unreadable" });
    await seedRefusedItem(database, run, {
      name: "odd",
      state: "not-imported",
      reason: "no-participant-mapped",
    });
    const log = await readLog(stage.as("Connector.Reader"), ids.runId);
    expect(log.summary).toMatchObject({
      "Import completion time": "",
      "Items available from source": "7",
      "Items available for import": "5",
      "Items imported successfully": "1",
      "Items partially imported": "1",
      "Items skipped": "1",
      "Items failed": "1",
      "Items pending": "1",
      "Source items rejected": "1",
      "Job ID": "ATT-000001",
      Connector: "'=HYPERLINK(1)",
    });
    const told = log.lines.map((line) => [
      line["Item id"],
      line["Source User ID"],
      line["M365 User ID"],
      line["Outcome"],
    ]);
    expect(told).toEqual([
      ["item-torn", "", "", "Rejected"],
      ["item-odd", "'+442012345678", "", "Not imported"],
      ["item-4", "'+12125550003", "bob", "Failed"],
      ["item-2", "'+12125550001", "alice", "Partially imported"],
      ["item-5", "'+12125550004", "bob", "Pending"],
      ["item-3", "'+12125550002", "bob", "Skipped (duplicate)"],
    ]);
    expect(log.lines[2]).toMatchObject({
      "Failure Reason": "The mailbox is full.",
      "Reason code": "mailbox-full",
    });
    expect(log.lines[3]).toMatchObject({ "Read back": "yes", "Attachments left out (bytes)": "12000000" });
    expect((await readLog(stage.admin, ids.runId, { isComplete: true })).lines).toHaveLength(7);
  });

  test("counts whom the scope left out, and says of an item that it was meant", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    const run = { ...ids, tenantId: stage.tenantId };
    const reason = "no-participant-in-scope";
    await seedRefusedItem(database, run, { name: "left", state: "not-imported", reason });
    await database.admin.query(
      `UPDATE participant SET resolution = 'left-out', via = 'email', user_id = 'bob' WHERE tenant_id = $1`,
      [stage.tenantId],
    );
    const { summary, lines } = await readLog(stage.as("Connector.Reader"), ids.runId);
    expect(summary).toMatchObject({
      "Source items not imported": "1",
      "Participants unmapped": "0",
      "Participants left out by the scope": "1",
    });
    expect(lines).toMatchObject([
      {
        "Item id": "item-left",
        Outcome: "Not imported",
        "Reason code": reason,
        "Failure Reason": "The connector's scope excludes every participant of the item who has a mailbox.",
      },
    ]);
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({
      items: { notImported: 1, leftOut: 1 },
      participants: { external: 0, unmapped: 0, leftOut: 1 },
    });
  });

  test("names what the delivery lacks, as the run's page does, and counts it", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await database.admin.query(
      `INSERT INTO run_finding (tenant_id, run_id, code, file, entry, count)
       SELECT $1, $2, * FROM (VALUES ('manifest-missing', 'day.zip', '', 1), ('mail-damaged', 'day.zip', 'one.eml', 1),
         ('mail-damaged', 'day.zip', '', 1500)) AS found`,
      [stage.tenantId, ids.runId],
    );
    const { summary, lines } = await readLog(stage.as("Connector.Reader"), ids.runId);
    expect(summary).toMatchObject({ "Findings on the delivery": "1502" });
    expect(lines.map((line) => [line["Item id"], line["Outcome"], line["Reason code"]])).toEqual([
      ["day.zip", "Finding", "manifest-missing"],
      ["day.zip: one.eml", "Finding", "mail-damaged"],
      ["day.zip (1500)", "Finding", "mail-damaged"],
    ]);
    expect(await getRun(stage.as("Connector.Reader"), ids.runId)).toMatchObject({
      findingCount: 1502,
      findings: [{ code: "manifest-missing" }, { entry: "one.eml" }, { count: 1500 }],
    });
  });

  test("has no cell that a spreadsheet would run", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin, "@SUM(1+1)*cmd|' /C calc'!A0");
    const { text } = await readLog(stage.admin, ids.runId);
    const cells = parse(text, { bom: true, relax_column_count: true }).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });

  test("of an empty day says so as Microsoft's does", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await database.admin.query("UPDATE run SET state = 'running' WHERE id = $1", [ids.runId]);
    await database.admin.query("UPDATE run SET state = 'completed', ended_at = now() WHERE id = $1", [
      ids.runId,
    ]);
    expect((await readLog(stage.admin, ids.runId)).text).toContain("No items ingested on 11/22/2026");
  });

  test("of thousands of deliveries comes in pages, each delivery once", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    const run = { ...ids, tenantId: stage.tenantId };
    await seedDeliveries(database, run, [{ userId: "alice", state: "pending" }]);
    await database.admin.query(
      `WITH added AS (
         INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at, state, kind, sent_at, sha256,
           size_bytes, pack_id, pack_offset, pack_length)
         SELECT $1, $2, $3, 'bulk-' || n, now(), 'staged', 'sms', to_timestamp(1760000000 + n / 3), sha256('x'), 10,
           'pack-1', 0, 10 FROM generate_series(1, 2500) n RETURNING id, sent_at)
       INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
       SELECT $1, $3, id, 'alice', sha256(convert_to('bulk' || id, 'UTF8')), sent_at FROM added`,
      [stage.tenantId, ids.connectorId, ids.runId],
    );
    const { lines } = await readLog(stage.admin, ids.runId);
    expect(new Set(lines.map((line) => line["Item id"])).size).toBe(2501);
    expect(lines).toHaveLength(2501);
  });
});
