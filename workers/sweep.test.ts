import { expect, test } from "vitest";
import type { WorkerDeps } from "./deps.ts";
import { sweepOnce } from "./sweep.ts";

const TENANT = "c0a70500-0000-4000-8000-000000000001";

test("one connector whose run cannot be queued holds up nobody else's", async () => {
  const queued: string[] = [];
  const faults: string[] = [];
  const hints: string[] = [];
  const log = () => undefined;
  const deps: WorkerDeps = {
    log: { debug: log, info: log, warn: log, error: (event) => faults.push(event), fatal: log },
    now: () => new Date("2026-11-22T02:00:00Z"),
    claims: {
      claimRun: () => Promise.resolve(undefined),
      releaseRun: () => Promise.resolve(),
      failRun: () => Promise.resolve(),
      claimLane: () => Promise.resolve(undefined),
      releaseLane: () => Promise.resolve(),
      async *openLanes() {},
      dueConnectors: () =>
        Promise.resolve(["broken", "whole"].map((connectorId) => ({ tenantId: TENANT, connectorId }))),
      insertDueRun: async ({ connectorId }) => {
        if (connectorId === "broken") throw new Error("a row that nobody expected");
        queued.push(connectorId);
      },
      runsToResume: () => Promise.resolve([{ runId: "11111111-1111-4111-8111-111111111111" }]),
      lanesToResume: () => Promise.resolve([]),
      recordSign: () => Promise.resolve(),
      notePicked: () => undefined,
    },
    enqueue: (name) => Promise.resolve(void hints.push(name)),
    countWaiting: () => Promise.resolve(0),
    renewShare: () => Promise.resolve(),
    readQueues: () => Promise.resolve([]),
    ready: () => Promise.resolve({}),
    noticeRestore: () => Promise.resolve(false),
    pipelineOf: () => {
      throw new Error("a sweep runs no pipeline");
    },
    close: () => Promise.resolve(),
  };
  await sweepOnce(deps);
  expect({ queued, faults: faults.length, hints }).toEqual({ queued: ["whole"], faults: 1, hints: ["run"] });
});
