import { expect, test } from "vitest";

import { idleDeps } from "../testing/idle-deps.ts";
import { executeRun } from "./execute-run.ts";
import { importLane } from "./import-lane.ts";

const RUN = {
  tenantId: "c0a70500-0000-4000-8000-000000000001",
  runId: "11111111-1111-4111-8111-111111111111",
};
const LANE = { ...RUN, userId: "alice" };
const signal = new AbortController().signal;

/** A pipeline with a bug: whatever it is asked, it throws what is no failure of the outside world. */
function buggy(faults: number) {
  const done: string[] = [];
  const deps = idleDeps({
    claims: {
      claimRun: async () => ({ claim: { ...RUN, epoch: 1 }, attempts: 40, faults }),
      releaseRun: async (_claim, pause) => void done.push(`again because of ${pause?.reason}`),
      failRun: async (_tenantId, _runId, code) => void done.push(`failed with ${code}`),
      claimLane: async () => ({ ...LANE, epoch: 1 }),
      countLaneFault: async () => faults,
      releaseLane: async () => void done.push("lane again"),
      giveLaneUp: async (_claim, reason) => {
        done.push(`lane ended with ${reason}`);
        return 0;
      },
    },
    enqueue: async (name) => void done.push(`hint ${name}`),
    pipelineOf: () => {
      throw new TypeError("a bug");
    },
  });
  return { deps, done };
}

test("a run that meets the program's own faults again and again fails visibly, and is tried before that", async () => {
  const early = buggy(7);
  await executeRun(early.deps, RUN, signal);
  expect(early.done).toEqual(["again because of internal-error"]);
  const last = buggy(8);
  await executeRun(last.deps, RUN, signal);
  expect(last.done).toEqual(["failed with internal-error"]);
});

test("a lane that does ends, and the run goes on with all others", async () => {
  const early = buggy(7);
  await importLane(early.deps, LANE, signal);
  expect(early.done).toEqual(["lane again"]);
  const last = buggy(8);
  await importLane(last.deps, LANE, signal);
  expect(last.done).toEqual(["lane ended with internal-error", "hint run"]);
});
