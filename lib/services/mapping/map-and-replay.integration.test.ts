import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { getConnector } from "../connector/get-connector.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { getRun } from "../run/get-run.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { seedDirectory, upload } from "../testing/mapping-files.ts";
import { seedUnmappedItem } from "../testing/seed-unmapped.ts";
import { activate, completeRun, createStage, passAnHour, refusalOf } from "../testing/stage.ts";
import { exportMapping } from "./export-mapping.ts";
import { listUnmapped } from "./list-unmapped.ts";
import { mapAndReplay, type MapRequest } from "./map-and-replay.ts";
import { replayUnmapped } from "./replay-unmapped.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const ZOE = "+12125550177";
const hour = (n: number) => new Date(Date.UTC(2026, 10, 20, n));
const NO_DATES = { validFrom: "", validTo: "" };

/** A connector whose first run has left Zoe's number and an address without a mailbox. */
async function scene(mappingRows?: string) {
  const stage = createStage(database);
  const run = { tenantId: stage.tenantId, ...(await activate(stage.admin)) };
  const { connectorId } = run;
  await seedDirectory(database, stage);
  await seedUnmappedItem(database, run, hour(2), [{ phone: ZOE }]);
  await seedUnmappedItem(database, run, hour(8), [{ phone: ZOE }, { address: "amy@contoso.example" }]);
  await completeRun(database, run.runId);
  passAnHour(stage);
  if (mappingRows !== undefined) {
    await upload(stage.admin, connectorId, mappingRows, "staff.csv");
    await chooseMapping(stage.admin, { connectorId, isAutomatic: true, isCustom: true });
  }
  const { rows } = await listUnmapped(stage.admin, { connectorId });
  const idOf = (identity: string) => rows.find((row) => row.identity === identity)?.id ?? "";
  const map = (change: Partial<MapRequest> = {}, context = stage.as("Connector.Operator")) =>
    mapAndReplay(context, {
      connectorId,
      unmappedId: idOf(ZOE),
      address: "alice@contoso.example",
      ...NO_DATES,
      ...change,
    });
  const exported = async () => {
    let text = "";
    for await (const piece of await exportMapping(stage.admin, connectorId)) text += piece;
    return text.trim().split("\r\n").slice(1);
  };
  return { stage, run, connectorId, idOf, map, exported };
}

describe("Map and replay", () => {
  test("adds a row to the mapping in force, and queues a run over the items by when they were sent", async () => {
    const { stage, connectorId, map, exported } = await scene("12125550101,bob@contoso.example,,\n");
    const done = await map();
    expect(done).toMatchObject({ version: 2, items: 2, lost: 0 });
    expect(await exported()).toEqual([
      "12125550101,bob@contoso.example,,",
      "12125550177,alice@contoso.example,,",
    ]);
    const { settings } = await getConnector(stage.admin, connectorId);
    expect(settings.mapping).toMatchObject({
      isCustom: true,
      isAutomatic: true,
      custom: { version: 2, origin: "map", basedOn: 1, acceptedRows: 2, refusedRows: 0, resolvedRows: 2 },
    });
    const run = await getRun(stage.admin, done.run?.runId ?? "");
    expect(run).toMatchObject({
      trigger: "replay",
      state: "queued",
      isListingComplete: true,
      window: { from: "2026-11-20T02:00:00.000Z", to: "2026-11-20T08:00:00.001Z" },
    });
    expect(stage.world.enqueued.at(-1)).toBe(run.runId);
    const { rows } = await database.admin.query(
      "SELECT action, target_id, after FROM audit_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
      [stage.tenantId],
    );
    expect(rows).toEqual([
      {
        action: "map-and-replay",
        target_id: connectorId,
        after: {
          number: ZOE,
          mailbox: "alice@contoso.example",
          validFrom: null,
          validTo: null,
          version: 2,
          items: 2,
          jobId: run.jobId,
        },
      },
    ]);
  });

  test("begins a mapping where there is none", async () => {
    const { map, exported } = await scene();
    await map();
    expect(await exported()).toEqual(["12125550177,alice@contoso.example,,"]);
  });

  test("is refused while the custom mapping is off and one is kept, whose numbers would be forgotten", async () => {
    const rows = "12125550101,bob@contoso.example,,\n";
    const { stage, connectorId, map, exported } = await scene(rows);
    await chooseMapping(stage.admin, { connectorId, isAutomatic: true, isCustom: false });
    await expect(map()).rejects.toMatchObject({ code: "mapping-missing" });
    expect(await exported()).toEqual(["12125550101,bob@contoso.example,,"]);
  });

  test("for some days leaves what is mapped outside of them, and replays what was sent in them", async () => {
    const { map, exported } = await scene(`${ZOE},gone@contoso.example,,\n`);
    const done = await map({ validFrom: "2026-11-20", validTo: "2026-11-21" });
    expect(done.items).toBe(2);
    expect(await exported()).toEqual([
      "12125550177,gone@contoso.example,,2026-11-20",
      "12125550177,alice@contoso.example,2026-11-20,2026-11-21",
      "12125550177,gone@contoso.example,2026-11-21,",
    ]);
  });

  test("keeps the row and starts nothing where nothing was sent in its time", async () => {
    const { map, exported } = await scene();
    expect(await map({ validFrom: "2026-12-01" })).toMatchObject({ items: 0, run: undefined, version: 1 });
    expect(await exported()).toHaveLength(1);
  });

  test("tells how many originals are no longer in the vault", async () => {
    const { stage, map } = await scene();
    await database.admin.query("UPDATE pack SET deleted_at = now() WHERE tenant_id = $1", [stage.tenantId]);
    expect(await map()).toMatchObject({ items: 2, lost: 2 });
  });

  test.each([
    ["an address that nobody has", { address: "nobody@contoso.example" }, "mailbox-not-found", "address"],
    ["one of two users", { address: "shared@contoso.example" }, "mailbox-not-found", "address"],
    ["a guest's", { address: "guest@contoso.example" }, "mailbox-not-found", "address"],
    ["one without a mailbox", { address: "none@contoso.example" }, "mailbox-not-found", "address"],
    ["a disabled user's", { address: "left@contoso.example" }, "mailbox-not-found", "address"],
    ["no address", { address: "alice" }, "mapping-row-refused", "address"],
    ["a day that is none", { validFrom: "20.11.2026" }, "mapping-row-refused", "validFrom"],
    [
      "an end before the beginning",
      { validFrom: "2026-11-21", validTo: "2026-11-20" },
      "mapping-row-refused",
      "validTo",
    ],
    ["a row that is gone", { unmappedId: "0" }, "nobody-unmapped", undefined],
  ])("refuses %s, and changes nothing", async (_what, change, code, field) => {
    const { stage, map } = await scene();
    const refusal = await refusalOf(map(change));
    expect({ code: refusal.code, field: refusal.field }).toEqual({ code, field });
    const { rows } = await database.admin.query(
      `SELECT (SELECT count(*)::int FROM mapping_version WHERE tenant_id = $1) AS versions,
         (SELECT count(*)::int FROM run WHERE tenant_id = $1) AS runs`,
      [stage.tenantId],
    );
    expect(rows).toEqual([{ versions: 0, runs: 1 }]);
  });

  test("refuses an address, which no custom mapping goes by, and a connector that takes no run now", async () => {
    const { stage, connectorId, idOf, map } = await scene();
    expect((await refusalOf(map({ unmappedId: idOf("amy@contoso.example") }))).code).toBe("not-a-number");
    await map();
    expect((await refusalOf(map())).code).toBe("run-active");
    await pauseConnector(stage.admin, connectorId);
    expect((await refusalOf(map())).code).toBe("paused");
  });
});

describe("Replay", () => {
  test("of one, or of everybody, queues a run over their items", async () => {
    const { stage, connectorId, idOf } = await scene();
    const one = await replayUnmapped(stage.admin, connectorId, idOf("amy@contoso.example"));
    expect(one.items).toBe(1);
    expect((await getRun(stage.admin, one.run?.runId ?? "")).window.from).toBe("2026-11-20T08:00:00.000Z");
    expect((await refusalOf(replayUnmapped(stage.admin, connectorId))).code).toBe("run-active");
    await completeRun(database, one.run?.runId ?? "");
    const all = await replayUnmapped(stage.admin, connectorId);
    expect(all.items).toBe(2);
  });

  test("is refused where nobody is unmapped", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    await completeRun(database, runId);
    expect((await refusalOf(replayUnmapped(stage.admin, connectorId))).code).toBe("nobody-unmapped");
    expect((await refusalOf(replayUnmapped(stage.admin, connectorId, "7"))).code).toBe("nobody-unmapped");
  });
});
