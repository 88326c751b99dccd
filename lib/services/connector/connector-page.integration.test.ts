import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { cancelRun } from "../run/cancel-run.ts";
import { getRun } from "../run/get-run.ts";
import { startRun } from "../run/start-run.ts";
import { listAuditEntries } from "../audit/list-audit-entries.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import { discardDraft } from "../setup/discard-draft.ts";
import { ensureTenant } from "../tenant/ensure-tenant.ts";
import {
  activate,
  activateAndComplete,
  completeRun,
  createStage,
  passAnHour,
  refusalOf,
  setUp,
} from "../testing/stage.ts";
import { deleteConnector } from "./delete-connector.ts";
import { getConnectorSigns } from "./get-connector-signs.ts";
import { getDeletedConnector } from "./get-deleted-connector.ts";
import { hasDeletedConnectors } from "./has-deleted-connectors.ts";
import { listDeletedConnectors } from "./list-deleted-connectors.ts";
import { listRuns } from "../run/list-runs.ts";
import { getConnector } from "./get-connector.ts";
import { listActivity } from "./list-activity.ts";
import { listConnectors } from "./list-connectors.ts";
import { listDailyImports } from "./list-daily-imports.ts";
import { pauseConnector } from "./pause-connector.ts";
import { renameConnector } from "./rename-connector.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** The run ended then, after an hour. */
const endAt = (runId: string, ended: string) =>
  database.admin.query(
    "UPDATE run SET started_at = $2::timestamptz - interval '1 hour', ended_at = $2 WHERE id = $1",
    [runId, ended],
  );

describe("the signs of a connector's health", () => {
  test("are none before its first run, but for the login that was tried", async () => {
    const stage = createStage(database);
    const { connectorId } = await activate(stage.admin);
    expect(await getConnectorSigns(stage.as("Connector.Reader"), connectorId)).toEqual({
      validatedAt: expect.stringMatching(/Z$/),
      signedInAt: null,
      readBack: null,
      folderTrouble: null,
      lastSuccess: null,
    });
  });

  test("come from the latest runs that tell of them", async () => {
    const stage = createStage(database);
    const { connectorId, runId, jobId } = await activate(stage.admin);
    await seedDeliveries(database, { connectorId, runId, tenantId: stage.tenantId }, [
      { userId: "alice", state: "imported", isVerified: true },
      { userId: "bob", state: "failed", reason: "folder-missing" },
    ]);
    await completeRun(database, runId);
    await endAt(runId, "2026-11-22T03:00:00Z");
    const ended = { runId, jobId, at: "2026-11-22T03:00:00.000Z" };
    expect(await getConnectorSigns(stage.admin, connectorId)).toMatchObject({
      signedInAt: "2026-11-22T02:00:00.000Z",
      readBack: ended,
      folderTrouble: ended,
      lastSuccess: { ...ended, hasIssues: false },
    });
  });
});

describe("the imports of the last thirty days", () => {
  test("are summed by the day on which a run ended, in the viewer's zone, empty days included", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    await seedDeliveries(database, { connectorId, runId, tenantId: stage.tenantId }, [
      { userId: "alice", state: "imported" },
      { userId: "alice", state: "duplicate" },
      { userId: "bob", state: "imported" },
      { userId: "bob", state: "partial", reason: "attachment-too-large", skippedBytes: [1] },
      { userId: "bob", state: "failed", reason: "mailbox-full" },
    ]);
    await completeRun(database, runId);
    await endAt(runId, "2026-11-22T02:00:00Z");
    const inZone = (zone: string) => listDailyImports(stage.admin, { connectorId, zone });
    const utc = await inZone("UTC");
    expect(utc).toHaveLength(30);
    const [first, last] = [utc[0], utc.at(-1)];
    expect([first?.day, last?.day]).toEqual(["2026-10-24", "2026-11-22"]);
    expect(first).toMatchObject({ runs: 0, imported: 0 });
    expect(last).toEqual({
      day: "2026-11-22",
      runs: 1,
      imported: 2,
      partial: 1,
      duplicate: 1,
      failed: 1,
      pending: 0,
    });
    const newYork = await inZone("America/New_York");
    expect(newYork.filter(({ runs }) => runs > 0).map(({ day }) => day)).toEqual(["2026-11-21"]);
    expect(await inZone("no/zone'; --")).toEqual(utc);
  });
});

describe("Activity", () => {
  test("is what was done to the connector and its runs, page by page, and nothing of others", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    const other = await activate(stage.admin, "Other phones");
    await cancelRun(stage.admin, runId);
    await cancelRun(stage.admin, other.runId);
    for (let count = 0; count < 30; count += 1) {
      await renameConnector(stage.admin, { connectorId, name: `Phones ${count}` });
    }
    const auditor = stage.as("Auditor");
    const first = await listActivity(auditor, connectorId);
    expect(first.rows).toHaveLength(25);
    expect(first.rows[0]).toMatchObject({
      action: "rename-connector",
      before: { name: "Phones 28" },
      after: { name: "Phones 29" },
      connectorId,
    });
    const rest = await listActivity(auditor, connectorId, first.next ?? "");
    expect(rest.next).toBeNull();
    const all = [...first.rows, ...rest.rows];
    expect(new Set(all.map(({ targetId }) => targetId))).toEqual(new Set([connectorId, runId]));
    expect(all.map(({ action }) => action)).toContain("cancel-run");
    const ids = all.map(({ id }) => BigInt(id));
    expect(ids).toEqual(ids.toSorted((one, next) => (one > next ? -1 : 1)));
    expect((await refusalOf(listActivity(auditor, connectorId, "x"))).code).toBe("cursor-unreadable");
    expect((await refusalOf(listActivity(stage.as("Connector.Operator"), connectorId))).code).toBe(
      "not-allowed",
    );
  });
});

describe("Rename", () => {
  test("changes the name, audited, and refuses one that another connector has in whatever case", async () => {
    const stage = createStage(database);
    const { connectorId } = await activate(stage.admin);
    await activate(stage.admin, "Other phones");
    await renameConnector(stage.admin, { connectorId, name: "  Field phones " });
    expect((await getConnector(stage.admin, connectorId)).name).toBe("Field phones");
    const taken = await refusalOf(renameConnector(stage.admin, { connectorId, name: "OTHER phones" }));
    expect([taken.code, taken.field]).toEqual(["name-taken", "name"]);
    const empty = await refusalOf(renameConnector(stage.admin, { connectorId, name: " " }));
    expect([empty.code, empty.field]).toEqual(["name-missing", "name"]);
    await renameConnector(stage.admin, { connectorId, name: "FIELD phones" });
    expect((await getConnector(stage.admin, connectorId)).name).toBe("FIELD phones");
  });

  test("is taken back only as long as the connector is called so", async () => {
    const stage = createStage(database);
    const { connectorId } = await activate(stage.admin);
    await renameConnector(stage.admin, { connectorId, name: "Mine" });
    await renameConnector(stage.admin, { connectorId, name: "Theirs" });
    const undo = { connectorId, name: "Phones", expected: "Mine" };
    expect((await refusalOf(renameConnector(stage.admin, undo))).code).toBe("changed-since");
    expect((await getConnector(stage.admin, connectorId)).name).toBe("Theirs");
    await renameConnector(stage.admin, { ...undo, expected: "Theirs" });
    expect((await getConnector(stage.admin, connectorId)).name).toBe("Phones");
  });
});

describe("Delete", () => {
  test("ends the imports and the credentials, and keeps runs, ledger and audit log", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activateAndComplete(database, stage);
    await pauseConnector(stage.admin, connectorId);
    await deleteConnector(stage.admin, { connectorId, typedName: "Phones" });
    expect(await listConnectors(stage.admin)).toEqual([]);
    expect((await refusalOf(getConnector(stage.admin, connectorId))).code).toBe("not-found");
    expect((await refusalOf(startRun(stage.admin, connectorId))).code).toBe("not-found");
    expect((await getRun(stage.admin, runId)).state).toBe("completed");
    const { rows } = await database.admin.query(
      `SELECT c.state, c.next_run_at AS "nextRunAt",
         (SELECT count(*)::int FROM connector_secret s WHERE s.connector_id = c.id) AS secrets
       FROM connector c WHERE c.id = $1`,
      [connectorId],
    );
    expect(rows).toEqual([{ state: "deleted", nextRunAt: null, secrets: 0 }]);
    const everything = { action: "delete-connector", search: "", from: undefined, to: undefined };
    const [entry] = (await listAuditEntries(stage.admin, everything)).rows;
    // It leads to what is kept.
    expect(entry).toMatchObject({
      targetName: "Phones",
      connectorId,
      before: { name: "Phones", kind: "att-network", state: "paused" },
    });
    // The name is free again.
    await activate(stage.admin, "Phones");
  });

  test("leaves runs and activity to be looked at, found in a list of deleted ones; a discarded setup is none", async () => {
    const stage = createStage(database);
    const reader = stage.as("Connector.Reader");
    expect(await hasDeletedConnectors(reader)).toBe(false);
    await discardDraft(stage.admin, await setUp(stage.admin, "Never finished"));
    expect(await hasDeletedConnectors(reader)).toBe(false);
    const { connectorId, runId } = await activateAndComplete(database, stage);
    expect((await refusalOf(getDeletedConnector(reader, connectorId))).code).toBe("not-found");
    passAnHour(stage);
    await deleteConnector(stage.admin, { connectorId, typedName: "Phones" });
    expect(await hasDeletedConnectors(reader)).toBe(true);
    const deleted = await listDeletedConnectors(reader);
    expect(deleted).toMatchObject({ rows: [{ connectorId, name: "Phones", runs: 1 }], next: null });
    expect(deleted.rows[0]?.deletedAt).toBe(stage.world.now().toISOString());
    expect(await getDeletedConnector(reader, connectorId)).toEqual(deleted.rows[0]);
    expect((await listRuns(reader, connectorId)).rows.map((run) => run.runId)).toEqual([runId]);
    const [latest] = (await listActivity(stage.as("Auditor"), connectorId)).rows;
    expect(latest).toMatchObject({ action: "delete-connector", connectorId });
    const stranger = createStage(database).admin;
    expect((await listDeletedConnectors(stranger)).rows).toEqual([]);
    expect((await refusalOf(listRuns(stranger, connectorId))).code).toBe("not-found");
  });

  test("is listed a page at a time, the latest first, each once", async () => {
    const stage = createStage(database);
    await ensureTenant(stage.admin, stage.admin.viewer);
    await database.admin.query(
      `INSERT INTO connector (tenant_id, kind, name, state, created_by, created_by_name, activated_at, updated_at)
       SELECT $1, 'att-network', 'Phones ' || n, 'deleted', 'u', 'Ada', now(), date_trunc('milliseconds', now()) - n / 2 * interval '1 day'
       FROM generate_series(1, 70) n`,
      [stage.tenantId],
    );
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listDeletedConnectors(stage.admin, cursor);
      seen.push(...page.rows.map(({ name }) => name));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen).toHaveLength(70);
    expect(new Set(seen).size).toBe(70);
    expect(seen[0]).toBe("Phones 1");
    expect((await refusalOf(listDeletedConnectors(stage.admin, "1.x"))).code).toBe("cursor-unreadable");
  });

  test("is refused while a run goes on, also of a paused connector, until it is cancelled", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    const remove = () => deleteConnector(stage.admin, { connectorId, typedName: "Phones" });
    expect((await refusalOf(remove())).code).toBe("run-active");
    await pauseConnector(stage.admin, connectorId);
    expect((await refusalOf(remove())).code).toBe("run-active");
    await cancelRun(stage.admin, runId);
    await remove();
    expect(await listConnectors(stage.admin)).toEqual([]);
  });

  test("is refused at the name that was not typed as it is, and to an operator", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    const typed = { connectorId, typedName: "phones" };
    const mismatch = await refusalOf(deleteConnector(stage.admin, typed));
    expect([mismatch.code, mismatch.field]).toEqual(["name-mismatch", "name"]);
    const operator = stage.as("Connector.Operator");
    expect((await refusalOf(deleteConnector(operator, typed))).code).toBe("not-allowed");
    expect(await listConnectors(stage.admin)).toHaveLength(1);
  });
});
