import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pauseConnector } from "#lib/services/connector/pause-connector.ts";
import { resumeConnector } from "#lib/services/connector/resume-connector.ts";
import { cancelRun } from "#lib/services/run/cancel-run.ts";
import { startRun } from "#lib/services/run/start-run.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createStage } from "#lib/services/testing/stage.ts";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

// R48: Pause drains, Cancel ends, whatever the workers are at. Each situation would last for minutes by itself.

let stack: LiveStack;
let admin: ServiceContext;
let connectorId: string;
let runId: string;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: "400", SANDBOX_LATENCY_MS: "300" });
  ({ connectorId, runId } = await stack.seed());
  const { rows } = await stack.database.admin.query<{ tenant_id: string }>(
    "SELECT tenant_id FROM connector WHERE id = $1",
    [connectorId],
  );
  const stage = createStage(stack.database);
  const { viewer, world } = stage.admin;
  admin = {
    ...stage.admin,
    viewer: { ...viewer, tenantId: rows[0]?.tenant_id ?? "" },
    world: { ...world, now: () => new Date(), readTime: () => Promise.resolve(new Date()) },
  };
  // The first situation is there before anything is fetched.
  await misbehave(DOWNLOADS);
  stack.startWorker();
});
afterAll(() => stack.close());

const control = (path: string, init?: RequestInit) => fetch(`${stack.sandboxUrl}/control/${path}`, init);
const misbehave = (fault: object) =>
  control("faults", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });

type Row = { state: string; step: string; held: number; lanes: number; settled: number };

async function reached(what: (row: Row) => boolean): Promise<Row> {
  for (let tries = 0; tries < 4_000; tries += 1) {
    const { rows } = await stack.database.admin.query<Row>(
      `SELECT r.state, r.step, (r.worker_id IS NOT NULL)::int + m.held AS held, m.held AS lanes, d.settled FROM run r,
         (SELECT count(*)::int AS held FROM mailbox WHERE run_id = $1) m,
         (SELECT count(*)::int AS settled FROM delivery WHERE run_id = $1 AND state NOT IN ('pending', 'posting')) d
       WHERE r.id = $1`,
      [runId],
    );
    if (rows[0] && what(rows[0])) return rows[0];
    await delay(25);
  }
  throw new Error("the run did not come there");
}

/** Whatever reaches Graph, Entra ID or TeleMessage, by the sandbox's own count. */
async function requests(): Promise<Record<string, number>> {
  const stats = (await (await control("stats")).json()) as { requests: Record<string, number> };
  // The test's own questions.
  const { control: _own, ...ofProduct } = stats.requests;
  return ofProduct;
}

/** What was asked before and after the worker has had every occasion to begin again. */
async function requestsWhileQuiet(): Promise<[Record<string, number>, Record<string, number>]> {
  const before = await requests();
  await sweptTwice();
  const after = await requests();
  await control("faults", { method: "DELETE" });
  return [before, after];
}

/** The worker has swept twice more: had it anything to do for the run, it would have begun. */
async function sweptTwice(): Promise<void> {
  const beats = async () => {
    const { rows } = await stack.database.admin.query<{ at: Date }>(
      "SELECT max(heartbeat_at) AS at FROM worker_process",
    );
    return rows[0]?.at.getTime() ?? 0;
  };
  for (let time = 0; time < 2; time += 1) {
    const before = await beats();
    while ((await beats()) === before) await delay(50);
  }
}

async function seconds(deed: () => Promise<void>, isHonoured: (row: Row) => boolean): Promise<number> {
  const clickedAt = Date.now();
  await deed();
  await reached(isHonoured);
  return (Date.now() - clickedAt) / 1000;
}

const pause = () => pauseConnector(admin, connectorId);
const isPutDown = (row: Row) => row.held === 0;
const hangAt = (area: string, request: string) => ({ fault: "slow", ms: 90_000, area, request });
const DOWNLOADS = hangAt("telemessage", "vendor.download");
const CREATES = hangAt("graph", "graph.messages.create");

describe("a pause is honoured, nothing is sent afterwards, and the run goes on from where it was", () => {
  test.each<[string, object | undefined, (row: Row) => boolean]>([
    ["TeleMessage's downloads hang", DOWNLOADS, (row) => row.step === "stage" && row.held > 0],
    ["lanes import", undefined, (row) => row.lanes > 0 && row.settled > 0],
    ["Microsoft 365 hangs", CREATES, (row) => row.lanes > 0],
    [
      "lanes wait for Retry-After",
      { fault: "throttle", retryAfter: 50, request: CREATES.request },
      (row) => row.lanes > 0,
    ],
  ])("while %s", async (what, fault, isThere) => {
    if (fault) await misbehave(fault);
    await reached(isThere);
    // So that requests are out there, and not just about to leave.
    if (fault) await delay(700);
    const took = await seconds(pause, isPutDown);
    console.log(`pause while ${what}: put down after ${took.toFixed(1)} s`);
    const [before, after] = await requestsWhileQuiet();
    await stack.database.admin.query("UPDATE mailbox SET throttled_until = NULL");
    await resumeConnector(admin, connectorId);
    expect(after).toEqual(before);
  });

  test("and at the end it is the run of one that was never paused", async () => {
    expect(await stack.runEnded(runId, 100)).toBe("completed-with-issues");
    const { copies, messages } = await takeCensus(stack.sandboxUrl);
    expect(new Set(copies).size).toBe(messages);
  });
});

describe("a cancellation ends the run, audited, and nothing is sent afterwards", () => {
  test.each<[string, object | undefined, boolean]>([
    ["Microsoft 365 hangs", CREATES, false],
    ["its worker has just died", CREATES, true],
  ])("while %s", async (what, fault, dies) => {
    await control("vendor/items", {
      method: "POST",
      headers: { "content-type": "application/json" },
      // A window ends before the instant at which it is cut, and that may be this very millisecond.
      body: JSON.stringify({
        account: "contoso-archive",
        count: 100,
        archivedAt: new Date(Date.now() - 1_000).toISOString(),
      }),
    });
    ({ runId } = await startRun(admin, connectorId));
    if (fault) await misbehave(fault);
    await reached((row) => row.lanes > 0);
    if (dies) {
      await delay(700);
      stack.startWorker();
      const [first] = stack.workers();
      first?.kill("SIGKILL");
    }
    const took = await seconds(
      () => cancelRun(admin, runId),
      (row) => row.state === "cancelled",
    );
    console.log(`cancel while ${what}: ended after ${took.toFixed(1)} s`);
    const [before, after] = await requestsWhileQuiet();
    expect(after).toEqual(before);
    const { rows } = await stack.database.admin.query(
      "SELECT action FROM audit_entry WHERE target_id = $1 ORDER BY id",
      [runId],
    );
    expect(rows).toEqual([{ action: "start-run" }, { action: "cancel-run" }]);
  });
});
