import { forEachBounded } from "../bounded.ts";
import { runLane, type LaneAdvance } from "../import-lane.ts";
import { runConnector, type RunAdvance } from "../run-connector.ts";
import { gatedDeps } from "./gated-deps.ts";
import { ProcessGate } from "./process-gate.ts";
import type { World } from "./world.ts";

const LANES_AT_ONCE = 3;

/**
 * One worker process that carries the world's run as far as it goes: claims it, runs its lanes side by side, and the run
 * again. Waits that a lane asks for pass on the world's clock.
 * @throws what stopped it: `Killed` by the gate, or a failure that a real worker would record
 */
export async function work(world: World, gate = new ProcessGate()): Promise<RunAdvance> {
  const { harness, run } = world;
  const deps = gatedDeps(gate, world.deps);
  const signal = new AbortController().signal;
  for (;;) {
    const claim = await harness.claimRun(run);
    if (!claim) return endedAlready(world);
    const advance = await runConnector(deps, claim, signal);
    if (advance.kind !== "importing") return advance;
    await harness.releaseRun(claim);
    // After a pause or a cancellation the lanes end early, and the run itself tells what that means.
    await forEachBounded(await harness.listOpenLanes(run), LANES_AT_ONCE, async (userId) => {
      await workLane(world, userId, gate);
    });
  }
}

/** One lane to its end, through all its waits. */
export async function workLane(
  world: World,
  userId: string,
  gate = new ProcessGate(),
): Promise<Exclude<LaneAdvance, { kind: "waiting" }>> {
  const { harness, run, clock } = world;
  const deps = gatedDeps(gate, world.deps);
  const signal = new AbortController().signal;
  for (;;) {
    const claim = await harness.claimLane({ ...run, userId });
    if (!claim) return { kind: "finished", openLanes: 0 };
    const advance = await runLane(deps, claim, signal);
    if (advance.kind === "finished") return advance;
    await harness.releaseLane(claim);
    if (advance.kind === "stopped") return advance;
    await clock.sleep(advance.until.getTime() - clock.now().getTime(), signal);
  }
}

async function endedAlready({ harness, run }: World): Promise<RunAdvance> {
  const { state } = await harness.readLedger(run);
  if (state !== "completed" && state !== "completed-with-issues" && state !== "cancelled") {
    throw new Error(`the run is ${state} and cannot be claimed`);
  }
  return { kind: "finished", outcome: state };
}

/**
 * The connector's active run, and what follows it by itself, to their ends.
 * @returns the runs that were carried through, in their order
 */
export async function workAll(world: World, gate = new ProcessGate()): Promise<string[]> {
  const runIds: string[] = [];
  for (;;) {
    const runId = await world.harness.findActiveRun(world);
    if (runId === undefined) return runIds;
    await work({ ...world, run: { ...world.run, runId } }, gate);
    runIds.push(runId);
  }
}
