import { Failure } from "#lib/domain/failure.ts";
import type { RunStep } from "#lib/domain/run.ts";

import { fetchItems } from "./fetch-items.ts";
import { mapItems } from "./map-items.ts";
import type { PipelineDeps } from "./ports/deps.ts";
import type { RunClaim } from "./ports/claims.ts";
import type { VendorSource } from "./ports/vendor-source.ts";
import { type Hold, withPulse } from "./pulse.ts";
import type { RunWork } from "./run-work.ts";
import { stageItems } from "./stage-items.ts";
import { syncDirectory } from "./sync-directory.ts";
import { within } from "./within.ts";

/**
 * How far a run got. `importing`: its lanes are open to the workers; the one that finishes the last lane brings the run
 * here again. `stopped`: paused, and goes on from its rows when the admin resumes; the caller gives the claim back.
 */
export type RunAdvance =
  | { kind: "finished"; outcome: "completed" | "completed-with-issues" | "cancelled" }
  | { kind: "importing"; openLanes: number }
  | { kind: "stopped" };

/** The one order of things. Planning is the insertion of the run's row; importing and verifying are the lanes' work. */
const STAGES: readonly { step: RunStep; carryOut: (work: RunWork) => Promise<void> }[] = [
  {
    step: "plan",
    carryOut: ({ deps, claim, pulse }) =>
      syncDirectory(deps, claim.tenantId, pulse.signal, () => pulse.progress()),
  },
  { step: "fetch", carryOut: fetchItems },
  { step: "stage", carryOut: stageItems },
  { step: "map", carryOut: mapItems },
];

/**
 * Takes a run from where its rows are to its lanes, and, once they are finished, to its end. Safe to repeat after any
 * interruption.
 * @throws Failure transient: call again later, nothing is lost. Permanent: the run has failed, an admin must act.
 */
export async function runConnector(
  deps: PipelineDeps,
  claim: RunClaim,
  signal: AbortSignal,
): Promise<RunAdvance> {
  const hold: Hold<"pause-requested" | "cancel-requested"> = {
    clock: deps.clock,
    heartbeat: (idleMs) => deps.runs.heartbeat(claim, idleMs),
    watch: (onNews) => deps.watchRun(claim.runId, onNews),
    leaveBehindAfterMs: deps.leaveBehindAfterMs,
  };
  return withPulse(hold, signal, async (pulse) => {
    const context = await deps.runs.loadContext(claim);
    let source: Promise<VendorSource> | undefined;
    const openSource = () => (source ??= deps.openSource(claim, pulse.signal, () => pulse.progress()));
    const work: RunWork = { deps, claim, context, pulse, openSource };
    try {
      return await advance(work);
    } catch (error) {
      if (error instanceof Failure && error.kind === "transient" && pulse.isStopRequested) return stop(work);
      throw error;
    } finally {
      // Whatever ended the stages, a connection to the source ends with them.
      await (await source?.catch(() => undefined))?.close?.();
    }
  });
}

async function advance(work: RunWork): Promise<RunAdvance> {
  const { deps, claim, context, pulse } = work;
  for (const { step, carryOut } of stagesFrom(context.step)) {
    if (pulse.isStopRequested) return await stop(work);
    if (step !== context.step) await deps.runs.enterStep(claim, step);
    await within(deps, `run ${step}`, () => carryOut(work));
  }
  if (pulse.isStopRequested) return stop(work);
  if (!LANE_STEPS.includes(context.step)) await deps.runs.enterStep(claim, "import");
  const openLanes = await deps.runs.countOpenLanes(claim);
  if (openLanes > 0) return { kind: "importing", openLanes };
  await deps.runs.enterStep(claim, "report");
  const outcome = await within(deps, "run report", () => deps.runs.finish(claim, deps.clock.now()));
  return { kind: "finished", outcome };
}

const LANE_STEPS: readonly RunStep[] = ["import", "verify", "report"];

function stagesFrom(step: RunStep) {
  return LANE_STEPS.includes(step) ? [] : STAGES.slice(STAGES.findIndex((stage) => stage.step === step));
}

/** A paused run keeps its place. A cancelled one ends, as soon as no worker is in one of its mailboxes any more. */
async function stop({ deps, claim, pulse }: RunWork): Promise<RunAdvance> {
  if (pulse.answer !== "cancel-requested") return { kind: "stopped" };
  const openLanes = await deps.runs.countOpenLanes(claim);
  if (openLanes > 0) return { kind: "importing", openLanes };
  return { kind: "finished", outcome: await deps.runs.finish(claim, deps.clock.now()) };
}
