import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditFilter } from "#lib/db/audit-pages.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { resumeConnector } from "../connector/resume-connector.ts";
import { createDraft } from "../setup/create-draft.ts";
import { ensureTenant } from "../tenant/ensure-tenant.ts";
import { activate, createStage, refusalOf, type Stage } from "../testing/stage.ts";
import { exportAuditLog } from "./export-audit-log.ts";
import { listAuditEntries } from "./list-audit-entries.ts";
import { verifyAuditChain } from "./verify-audit-chain.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const ALL: AuditFilter = { action: undefined, search: "", from: undefined, to: undefined };

async function tenantWithDeeds(): Promise<Stage & { connectorId: string; entries: number }> {
  const stage = createStage(database);
  await ensureTenant(stage.admin, stage.admin.viewer);
  const { connectorId } = await activate(stage.admin);
  await pauseConnector(stage.admin, connectorId);
  await resumeConnector(stage.admin, connectorId);
  const { rows } = await database.admin.query<{ entries: number }>(
    "SELECT count(*)::int AS entries FROM audit_entry WHERE tenant_id = $1",
    [stage.tenantId],
  );
  return { ...stage, connectorId, entries: rows[0]?.entries ?? 0 };
}

/** What only somebody who owns the database can do, and nobody should be able to do unnoticed. */
async function tamper(statement: string, values: unknown[]): Promise<void> {
  await database.admin.query("ALTER TABLE audit_entry DISABLE TRIGGER kept");
  await database.admin.query(statement, values);
  await database.admin.query("ALTER TABLE audit_entry ENABLE TRIGGER kept");
}

describe("the audit log's chain", () => {
  test("holds from the first deed on, and names its last seal", async () => {
    const { admin, entries } = await tenantWithDeeds();
    const verified = await verifyAuditChain(admin);
    expect(verified).toMatchObject({ sealed: entries, olderThanChain: 0, finding: null });
    expect(verified.lastNumber).toBe(String(entries));
    expect(verified.lastSeal).toMatch(/^[0-9a-f]{64}$/);
  });

  test("has no fork after twenty deeds at the same instant", async () => {
    const { admin, entries } = await tenantWithDeeds();
    const deeds = Array.from({ length: 20 }, (_, n) =>
      createDraft({ ...admin, viewer: { ...admin.viewer, userId: `user-${n}` } }, "att-network"),
    );
    await Promise.all(deeds);
    expect(await verifyAuditChain(admin)).toMatchObject({ sealed: entries + 20, finding: null });
  });

  test.each([
    ["altered", "UPDATE audit_entry SET actor_name = 'Nobody' WHERE tenant_id = $1 AND number = 3", "3"],
    [
      "altered",
      `UPDATE audit_entry SET after = '{"state": "active"}' WHERE tenant_id = $1 AND action = 'pause-connector'`,
      undefined,
    ],
    ["missing", "DELETE FROM audit_entry WHERE tenant_id = $1 AND number = 2", "3"],
    [
      "cut-off",
      `DELETE FROM audit_entry WHERE tenant_id = $1
         AND number = (SELECT max(number) FROM audit_entry WHERE tenant_id = $1)`,
      undefined,
    ],
    ["key-unknown", "UPDATE audit_entry SET key_id = 'gone' WHERE tenant_id = $1 AND number = 1", "1"],
    [
      "unsealed",
      `INSERT INTO audit_entry (tenant_id, at, actor_id, actor_name, source_address, action, target_kind, target_id)
       VALUES ($1, now(), 'x', 'X', '', 'start-run', 'run', 'x')`,
      undefined,
    ],
  ] as const)("shows that something is %s: %s", async (kind, statement, number) => {
    const { admin, tenantId } = await tenantWithDeeds();
    await tamper(statement, [tenantId]);
    const { finding } = await verifyAuditChain(admin);
    expect(finding).toMatchObject({ kind, ...(number !== undefined && { number }) });
  });

  test("begins after the entries that are older than it", async () => {
    const stage = createStage(database);
    await ensureTenant(stage.admin, stage.admin.viewer);
    await tamper("UPDATE audit_entry SET number = NULL, key_id = NULL, seal = NULL WHERE tenant_id = $1", [
      stage.tenantId,
    ]);
    await database.admin.query("DELETE FROM audit_chain WHERE tenant_id = $1", [stage.tenantId]);
    await createDraft(stage.admin, "att-network");
    expect(await verifyAuditChain(stage.admin)).toMatchObject({
      olderThanChain: 1,
      sealed: 1,
      finding: null,
    });
  });
});

describe("the audit log", () => {
  test("comes the latest first, page by page, each entry once, with what was changed", async () => {
    const { admin, connectorId } = await tenantWithDeeds();
    for (let n = 0; n < 30; n += 1) {
      await pauseConnector(admin, connectorId);
      await resumeConnector(admin, connectorId);
    }
    const first = await listAuditEntries(admin, ALL);
    expect(first.rows[0]).toMatchObject({
      action: "resume-connector",
      actorName: "Ada",
      sourceAddress: "203.0.113.9",
      targetName: "Phones",
      before: { state: "paused" },
      after: { state: "active" },
    });
    const second = await listAuditEntries(admin, ALL, first.next ?? "");
    const ids = [...first.rows, ...second.rows].map(({ id }) => BigInt(id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted((one, other) => (one > other ? -1 : 1)));
    expect(second.next).toBeNull();
  });

  test("is filtered by action, by words and by time", async () => {
    const { admin, world, entries } = await tenantWithDeeds();
    const found = async (filter: Partial<AuditFilter>) =>
      (await listAuditEntries(admin, { ...ALL, ...filter })).rows.length;
    expect(await found({ action: "pause-connector" })).toBe(1);
    expect(await found({ search: "ada" })).toBe(entries);
    expect(await found({ search: "%" })).toBe(0);
    expect(await found({ search: "Phones", action: "resume-connector" })).toBe(1);
    expect(await found({ from: world.now() })).toBe(entries);
    expect(await found({ to: world.now() })).toBe(0);
  });

  test("is exported with nothing that a spreadsheet would run, and is nobody else's", async () => {
    const { admin, entries } = await tenantWithDeeds();
    const evil = { ...admin, viewer: { ...admin.viewer, userId: "evil", name: "=cmd|' /C calc'!A0" } };
    await createDraft(evil, "att-network");
    let text = "";
    for await (const piece of await exportAuditLog(admin, ALL)) text += piece;
    expect(text.trimEnd().split("\r\n")).toHaveLength(entries + 2);
    expect(text).toContain(",'=cmd|");
    const stranger = createStage(database).admin;
    expect((await listAuditEntries(stranger, ALL)).rows).toEqual([]);
    expect(await verifyAuditChain(stranger)).toMatchObject({ sealed: 0, finding: null });
  });

  test("is for admins and auditors, and its cursors are not to be made up", async () => {
    const { admin, as } = await tenantWithDeeds();
    for (const role of ["Connector.Reader", "Connector.Operator"] as const) {
      expect(await refusalOf(listAuditEntries(as(role), ALL))).toMatchObject({ code: "not-allowed" });
      expect(await refusalOf(verifyAuditChain(as(role)))).toMatchObject({ code: "not-allowed" });
    }
    expect((await listAuditEntries(as("Auditor"), ALL)).rows.length).toBeGreaterThan(0);
    expect(await refusalOf(listAuditEntries(admin, ALL, "1 OR 1=1"))).toMatchObject({
      code: "cursor-unreadable",
    });
  });
});
