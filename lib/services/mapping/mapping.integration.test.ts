import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { MappingPreview } from "#lib/domain/views.ts";
import type { ServiceContext } from "../context.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { checkLogin } from "../setup/check-login.ts";
import { getSetup } from "../setup/get-setup.ts";
import { proveConsent } from "../setup/prove-consent.ts";
import { createStage, LOGIN, refusalOf, setUp, type Stage } from "../testing/stage.ts";
import { listMappingProblems } from "./list-mapping-problems.ts";
import { previewMappingFile } from "./preview-mapping-file.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function* streamOf(...pieces: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
}

const HEADER = "External User ID,Microsoft 365 User Mailbox,Valid from,Valid to\n";

function upload(
  context: ServiceContext,
  connectorId: string,
  rows: string,
  fileName = "mapping.csv",
): Promise<MappingPreview> {
  return previewMappingFile(context, { connectorId, fileName, stream: streamOf(HEADER, rows) });
}

/** What is left of files in the organization: versions, their rows, their problems. */
async function leftovers({ tenantId }: Stage): Promise<number[]> {
  const { rows } = await database.admin.query<{ counts: number[] }>(
    `SELECT ARRAY[
       (SELECT count(*) FROM mapping_version WHERE tenant_id = $1),
       (SELECT count(*) FROM mapping_rule WHERE tenant_id = $1),
       (SELECT count(*) FROM mapping_problem WHERE tenant_id = $1)]::int[] AS counts`,
    [tenantId],
  );
  return rows[0]?.counts ?? [];
}

async function seedDirectory({ tenantId }: Stage): Promise<void> {
  const user = async (
    id: string,
    addresses: string[],
    isMember = true,
    isEnabled = true,
    hasMailbox = true,
  ) => {
    await database.admin.query("INSERT INTO directory_user VALUES ($1, $2, $2, $2, $3, $4, $5, 0)", [
      tenantId,
      id,
      isMember,
      isEnabled,
      hasMailbox,
    ]);
    await database.admin.query(
      "INSERT INTO directory_address (tenant_id, address, user_id) SELECT $1, unnest($2::text[]), $3",
      [tenantId, addresses, id],
    );
  };
  await user("alice", ["alice@contoso.example", "shared@contoso.example"]);
  await user("bob", ["bob@contoso.example", "shared@contoso.example"]);
  await user("guest", ["guest@contoso.example"], false);
  await user("left", ["left@contoso.example"], true, false);
  await user("no-mailbox", ["none@contoso.example"], true, true, false);
  await database.admin.query("INSERT INTO directory_state (tenant_id, synced_at) VALUES ($1, now())", [
    tenantId,
  ]);
}

describe("a custom mapping that is uploaded", () => {
  test("is previewed: rows taken, rows refused with line, value, reason and advice, and who has a mailbox", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    await seedDirectory(stage);
    const rows = [
      "12125550101,Alice@Contoso.example,,",
      "(212) 555-0102,shared@contoso.example,,",
      "4.41E+11,bob@contoso.example,,",
      "12125550103,not an address,,",
      "12125550104,guest@contoso.example,,",
      "12125550105,bob@contoso.example,2026-01-01,",
      "12125550106,left@contoso.example,,",
    ];
    const preview = await upload(stage.admin, connectorId, rows.join("\n"), "C:\\Users\\Ada\\mapping.csv");
    expect(preview).toMatchObject({
      version: 1,
      fileName: "mapping.csv",
      acceptedRows: 5,
      refusedRows: 2,
      resolvedRows: 2,
      uploadedBy: "Ada",
      uploadedAt: "2026-11-22T12:00:00.000Z",
    });
    expect(preview.sample).toEqual([
      { line: 2, phone: "+12125550101", address: "alice@contoso.example", isResolved: true },
      { line: 3, phone: "+12125550102", address: "shared@contoso.example", isResolved: false },
      { line: 6, phone: "+12125550104", address: "guest@contoso.example", isResolved: false },
      { line: 7, phone: "+12125550105", address: "bob@contoso.example", isResolved: true },
      { line: 8, phone: "+12125550106", address: "left@contoso.example", isResolved: false },
    ]);
    expect(preview.problems.map(({ line, value }) => [line, value])).toEqual([
      [4, "4.41E+11"],
      [5, "not an address"],
    ]);
    expect(preview.problems[0]?.advice).toContain("Format the column as text");
    expect(stage.world.asked.refreshes).toBe(1);
  });

  test("says nothing about mailboxes before the directory was read, and does once consent is proven", async () => {
    const stage = createStage(database);
    const { admin, world, tenantId } = stage;
    const connectorId = await setUp(admin);
    world.directory = new Failure("consent-missing", { kind: "permanent" });
    const preview = await upload(admin, connectorId, "12125550101,alice@contoso.example,,");
    expect(preview.resolvedRows).toBeNull();
    expect(preview.sample[0]?.isResolved).toBeNull();
    await database.admin.query("UPDATE tenant SET consent_state = 'pending' WHERE tenant_id = $1", [
      tenantId,
    ]);
    await seedDirectory(stage);
    world.directory = undefined;
    await proveConsent(admin, connectorId);
    expect((await getSetup(admin, connectorId)).mapping.custom?.resolvedRows).toBe(1);
  });

  test("refuses the later of two rows that say of one number what holds at the same time, and names the earlier", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const rows = [
      "12125550101,a@contoso.example,,2026-03-01",
      "12125550101,b@contoso.example,2026-02-01,2026-05-01",
      "12125550101,c@contoso.example,2026-03-01,",
      "12125550102,d@contoso.example,,",
      "+1 212 555 0102,e@contoso.example,,",
    ];
    const preview = await upload(stage.admin, connectorId, rows.join("\n"));
    expect([preview.acceptedRows, preview.refusedRows]).toEqual([3, 2]);
    expect(preview.sample.map((row) => row.line)).toEqual([2, 4, 5]);
    expect(preview.problems.map(({ line, value, reason }) => [line, value, reason])).toEqual([
      [3, "+12125550101", "Line 2 maps this number already, for the same time."],
      [6, "+12125550102", "Line 5 maps this number already, for the same time."],
    ]);
    expect(await leftovers(stage)).toEqual([1, 3, 2]);
  });

  test("comes into force when it is chosen, and not before", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const inForce = async () => {
      const { rows } = await database.admin.query<{ version: number | null }>(
        `SELECT (SELECT version FROM mapping_version v WHERE v.id = c.mapping_version_id) AS version
         FROM connector c WHERE id = $1`,
        [connectorId],
      );
      return rows[0]?.version;
    };
    await upload(admin, connectorId, "12125550101,a@contoso.example,,");
    expect(await inForce()).toBeNull();
    await chooseMapping(admin, { connectorId, isAutomatic: false, isCustom: true });
    expect(await inForce()).toBe(1);
    await upload(admin, connectorId, "12125550101,b@contoso.example,,", "second.csv");
    expect(await inForce()).toBe(1);
    expect((await getSetup(admin, connectorId)).mapping.custom).toMatchObject({
      version: 2,
      fileName: "second.csv",
    });
    await chooseMapping(admin, { connectorId, isAutomatic: false, isCustom: true });
    expect(await inForce()).toBe(2);
  });

  test("takes the place of one that nobody chose", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    await upload(stage.admin, connectorId, "12125550101,a@contoso.example,,\nx,y,,");
    await upload(
      stage.admin,
      connectorId,
      "12125550102,a@contoso.example,,\n12125550103,a@contoso.example,,",
    );
    expect(await leftovers(stage)).toEqual([1, 2, 0]);
  });

  test("has to be uploaded again when the country is changed by which its numbers were read", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    await upload(admin, connectorId, "2125550101,a@contoso.example,,");
    await chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: true });
    await checkLogin(admin, { connectorId, ...LOGIN, defaultCountry: "GB" });
    expect((await getSetup(admin, connectorId)).progress.isMappingChosen).toBe(false);
    const again = chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: true });
    expect(await refusalOf(again)).toMatchObject({ code: "mapping-file-stale", field: "isCustom" });
  });
});

describe("of a file that cannot be used nothing is kept", () => {
  test.each([
    ["mapping-file-unreadable", Buffer.from("PK\x03\x04\0\0\0\0", "latin1"), "CSV UTF-8"],
    ["mapping-file-unreadable", Buffer.from(""), "template"],
    ["mapping-file-unreadable", Buffer.from("Mobile,Phone,Email\n1,2,c@d.example\n"), "Two columns"],
    ["mapping-file-without-rows", Buffer.from(`${HEADER}x,y,,\nz,,,\n`), "Line 2"],
  ])("%s", async (code, file, advice) => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const preview = previewMappingFile(stage.admin, {
      connectorId,
      fileName: "a.csv",
      stream: streamOf(file),
    });
    const refusal = await refusalOf(preview);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(advice);
    expect(await leftovers(stage)).toEqual([0, 0, 0]);
    expect((await getSetup(stage.admin, connectorId)).mapping.custom).toBeNull();
  });

  test("an upload that breaks off", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* streamOf(HEADER, "12125550101,a@contoso.example,,\n".repeat(20_000));
      throw new Error("the connection was closed");
    }
    const preview = previewMappingFile(stage.admin, { connectorId, fileName: "a.csv", stream: broken() });
    await expect(preview).rejects.toThrow("the connection was closed");
    expect(await leftovers(stage)).toEqual([0, 0, 0]);
  });

  test("an upload that a later one overtakes: the later one counts", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const gate = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* streamOf(HEADER, "12125550101,a@contoso.example,,\n".repeat(6000));
      await gate.promise;
      yield* streamOf("12125550102,a@contoso.example,,\n".repeat(6000));
    }
    const first = refusalOf(
      previewMappingFile(stage.admin, { connectorId, fileName: "a.csv", stream: slow() }),
    );
    await expect.poll(async () => (await leftovers(stage))[1]).toBeGreaterThan(0);
    await upload(stage.admin, connectorId, "12125550103,b@contoso.example,,", "later.csv");
    gate.resolve();
    expect((await first).code).toBe("upload-replaced");
    expect(await leftovers(stage)).toEqual([1, 1, 0]);
    expect((await getSetup(stage.admin, connectorId)).mapping.custom?.fileName).toBe("later.csv");
  });
});

describe("the file of the refused rows", () => {
  test("holds all of them, in order, and nothing that a spreadsheet would run", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const refused = Array.from({ length: 4500 }, (_, index) => `=cmd|' /C calc'!A${index},"x, ""y""",,`);
    await upload(admin, connectorId, `12125550101,a@contoso.example,,\n${refused.join("\n")}`);
    let text = "";
    for await (const piece of await listMappingProblems(admin, connectorId)) text += piece;
    expect(text.startsWith("\ufeffLine,Column,Value,Reason,What to do\r\n")).toBe(true);
    const lines = text.trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(4500);
    expect(lines[0]).toMatch(/^3,External User ID,'=cmd\|' \/C calc'!A0,/);
    expect(lines.at(-1)).toMatch(/^4502,/);
  });

  test("is a header alone where no file was uploaded", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    let text = "";
    for await (const piece of await listMappingProblems(admin, connectorId)) text += piece;
    expect(text.split("\r\n")).toHaveLength(2);
  });
});

test("a hundred thousand rows, a third of them repeated, are read within a bounded memory", async () => {
  const stage = createStage(database);
  const connectorId = await setUp(stage.admin);
  const ROWS = 100_000;
  async function* large(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(HEADER);
    for (let at = 0; at < ROWS; at += 1000) {
      const rows = Array.from({ length: 1000 }, (_, index) => {
        // Every third number is the one before it.
        const number = at + index - ((at + index) % 3 === 2 ? 1 : 0);
        return `1415${String(2_000_000 + number)},user${number}@contoso.example,,\n`;
      });
      yield await Promise.resolve(Buffer.from(rows.join("")));
    }
  }
  const before = process.memoryUsage().heapUsed;
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 50);
  const preview = await previewMappingFile(stage.admin, {
    connectorId,
    fileName: "large.csv",
    stream: large(),
  });
  clearInterval(timer);
  expect(preview.acceptedRows + preview.refusedRows).toBe(ROWS);
  expect(preview.refusedRows).toBe(33_333);
  expect(await leftovers(stage)).toEqual([1, 66_667, 33_333]);
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
