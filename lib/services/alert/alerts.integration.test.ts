import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { activate, createStage, refusalOf, type Stage } from "../testing/stage.ts";
import { getAlertFeed } from "./get-alert-feed.ts";
import { listAlerts } from "./list-alerts.ts";
import { markAlertsUnread } from "./mark-alerts-unread.ts";
import { markAlertsRead } from "./mark-alerts-read.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

let stage: Stage;
let connectorId: string;
beforeEach(async () => {
  stage = createStage(database);
  ({ connectorId } = await activate(stage.admin, `Phones ${stage.tenantId}`));
});

/** Resolved alerts of one connector, a minute apart, and one open. */
async function seed(count: number): Promise<void> {
  await database.admin.query(
    `INSERT INTO alert (tenant_id, kind, connector_id, occurrence, first_at, last_at, resolved_at)
     SELECT $1, 'run-missing', $2, 'day 1', at, at, CASE WHEN n > 1 THEN at END
     FROM generate_series(1, $3) n CROSS JOIN LATERAL (SELECT now() - n * interval '1 minute' AS at) t`,
    [stage.tenantId, connectorId, count],
  );
}

describe("the bell", () => {
  test("counts what the viewer has not read, each viewer for themselves", async () => {
    expect(await getAlertFeed(stage.admin)).toEqual({ unread: 0, open: 0, alerts: [] });
    await seed(3);
    const feed = await getAlertFeed(stage.admin);
    expect(feed).toMatchObject({ unread: 3, open: 1 });
    expect(feed.alerts[0]).toMatchObject({
      kind: "run-missing",
      severity: "critical",
      connectorId,
      connectorName: `Phones ${stage.tenantId}`,
      resolvedAt: null,
      isRead: false,
    });
    await markAlertsRead(stage.admin, [feed.alerts[0]?.alertId ?? ""]);
    expect((await getAlertFeed(stage.admin)).unread).toBe(2);
    const reader = stage.as("Connector.Reader");
    const other = { ...reader, viewer: { ...reader.viewer, userId: "grace-2" } };
    expect((await getAlertFeed(other)).unread).toBe(3);
    await markAlertsRead(other, undefined);
    expect((await getAlertFeed(other)).unread).toBe(0);
    expect((await getAlertFeed(stage.admin)).unread).toBe(2);
  });

  test("tells which were marked, and unmarks exactly those, for this viewer alone", async () => {
    await seed(3);
    const [first] = (await getAlertFeed(stage.admin)).alerts;
    const reader = stage.as("Connector.Reader");
    const other = { ...reader, viewer: { ...reader.viewer, userId: "grace-2" } };
    await markAlertsRead(other, undefined);
    expect(await markAlertsRead(stage.admin, [first?.alertId ?? ""])).toEqual([first?.alertId]);
    const rest = await markAlertsRead(stage.admin, undefined);
    expect(rest).toHaveLength(2);
    expect(await markAlertsRead(stage.admin, undefined)).toEqual([]);
    await markAlertsUnread(stage.admin, rest);
    expect((await getAlertFeed(stage.admin)).unread).toBe(2);
    expect((await getAlertFeed(other)).unread).toBe(0);
    expect((await markAlertsRead(stage.admin, undefined)).toSorted()).toEqual(rest.toSorted());
  });

  test("shows an alert as unread again when it happened once more", async () => {
    await seed(1);
    await markAlertsRead(stage.admin, undefined);
    expect((await getAlertFeed(stage.admin)).unread).toBe(0);
    await database.admin.query(
      "UPDATE alert SET count = count + 1, last_at = clock_timestamp() WHERE tenant_id = $1",
      [stage.tenantId],
    );
    expect((await getAlertFeed(stage.admin)).unread).toBe(1);
  });

  test("knows nothing of another organization's alerts, and marks none of them", async () => {
    await seed(1);
    const stranger = createStage(database);
    await activate(stranger.admin);
    const [alert] = (await getAlertFeed(stage.admin)).alerts;
    expect(await getAlertFeed(stranger.admin)).toEqual({ unread: 0, open: 0, alerts: [] });
    await markAlertsRead(stranger.admin, [alert?.alertId ?? ""]);
    expect((await getAlertFeed(stage.admin)).unread).toBe(1);
  });
});

describe("the history", () => {
  test("is read a page at a time, without a gap or a repetition", async () => {
    await seed(120);
    const ids: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined;) {
      const { rows, next }: Awaited<ReturnType<typeof listAlerts>> = await listAlerts(
        stage.admin,
        { isOpenOnly: false },
        cursor,
      );
      ids.push(...rows.map(({ alertId }) => alertId));
      cursor = next ?? undefined;
    }
    expect(ids).toHaveLength(120);
    expect(new Set(ids).size).toBe(120);
    const open = await listAlerts(stage.admin, { isOpenOnly: true });
    expect(open.rows.map(({ resolvedAt }) => resolvedAt)).toEqual([null]);
  });

  test("refuses an address that is not of its making", async () => {
    const damaged = listAlerts(stage.admin, { isOpenOnly: false }, "1; DROP TABLE alert");
    expect((await refusalOf(damaged)).code).toBe("cursor-unreadable");
  });
});
