import { Failure } from "#lib/domain/failure.ts";
import { createMailboxUsage, type MailboxUsage } from "#lib/domain/mailbox-usage.ts";

import { createImportCourse, type ImportCourse } from "./import-course.ts";
import { importPending } from "./import-pending.ts";
import { createLaneFence } from "./lane-fence.ts";
import { confirmHold, type Lane } from "./lane.ts";
import type { LaneClaim } from "./ports/claims.ts";
import type { PipelineDeps } from "./ports/deps.ts";
import { prepareFolder } from "./prepare-folder.ts";
import { type Hold, withPulse } from "./pulse.ts";
import { isMailboxRefusal, parkLane, refusalOf, refuseLane } from "./refuse-lane.ts";
import { settleUnsettled, sleepUntil } from "./settle-unsettled.ts";
import { verifyLane } from "./verify-lane.ts";
import { within } from "./within.ts";

/**
 * How far a lane got. `finished`: with no open lane left the run is to be carried on. `waiting`: throttled for longer than
 * a worker should hold it, or parked. `stopped`: an admin paused or cancelled. Unless finished, the caller gives the claim back.
 */
export type LaneAdvance =
  | { kind: "finished"; openLanes: number }
  | { kind: "waiting"; until: Date }
  | { kind: "stopped" };

/**
 * Imports and verifies one mailbox's deliveries of one run, from wherever its rows are. Safe to repeat after any
 * interruption. A mailbox that takes nothing ends its deliveries as failed, and the lane as finished.
 * @throws Failure transient: call again later, nothing is lost. Permanent: the run has failed, an admin must act.
 */
export async function runLane(
  deps: PipelineDeps,
  claim: LaneClaim,
  signal: AbortSignal,
): Promise<LaneAdvance> {
  const fence = createLaneFence(() => deps.jitter());
  let usage: MailboxUsage | undefined;
  const hold: Hold<"stop-requested"> = {
    clock: deps.clock,
    heartbeat: (idleMs) => {
      const now = deps.clock.now();
      return deps.lanes.heartbeat(claim, fence.throttledUntil(now), usage?.write(now.getTime()), idleMs);
    },
    watch: (onNews) => deps.watchRun(claim.runId, onNews),
    newsMeans: "stop-requested",
    leaveBehindAfterMs: deps.leaveBehindAfterMs,
  };
  return withPulse(hold, signal, async (pulse) => {
    const context = await deps.lanes.loadContext(claim);
    const known = createMailboxUsage(context.usage);
    usage = known;
    const confirm = () => confirmHold({ pulse, usage: known });
    const lane: Lane = {
      deps,
      claim,
      context,
      mailbox: deps.openMailbox(claim.tenantId, claim.userId, { usage, confirm }),
      pulse,
      fence,
      usage,
      startedAt: deps.clock.now(),
      lostAt: new Map(),
    };
    let isFinished = false;
    try {
      const advance = await carryOut(lane);
      isFinished = advance.kind === "finished";
      return advance;
    } catch (error) {
      return advanceOf(lane, error);
    } finally {
      // The last word on what was asked of the mailbox. Where it fails, the lease is not given back in order either.
      if (!isFinished) await pulse.beat().catch(() => undefined);
      await lane.mailbox.close();
    }
  });
}

async function carryOut(lane: Lane): Promise<LaneAdvance> {
  const { deps, claim, context, pulse } = lane;
  if (pulse.isStopRequested) return { kind: "stopped" };
  let course: ImportCourse | undefined;
  try {
    course = createImportCourse(lane, await prepareFolder(lane, context.folderId));
    if (context.parkedSince) await deps.lanes.recordParking(claim, undefined);
    const end = await importAll(lane, course);
    if (end) return end;
    await course.lookAfterFolder();
    const { folderId } = course;
    await within(deps, "lane verify", () => verifyLane(lane, folderId));
  } catch (error) {
    if (!isMailboxRefusal(error)) throw error;
    const reason = refusalOf(lane, error);
    const lookAt = await parkLane(lane, reason);
    if (lookAt) return { kind: "waiting", until: lookAt };
    await refuseLane(lane, reason, course?.folderId ?? context.folderId);
  }
  if (pulse.isStopRequested) return { kind: "stopped" };
  const usage = lane.usage.write(deps.clock.now().getTime());
  return { kind: "finished", openLanes: await deps.lanes.finish(claim, usage) };
}

/** Imports until nothing is pending and nothing undecided. @returns why it ended before that */
async function importAll(lane: Lane, course: ImportCourse): Promise<LaneAdvance | undefined> {
  let settling = await settleUnsettled(lane);
  for (;;) {
    const end = await within(lane.deps, "lane import", () => importPending(lane, course));
    if (end.kind !== "drained") return end;
    if (settling.isClear && lane.lostAt.size === 0) return undefined;
    await sleepUntil(lane, settling.decidableAt);
    if (lane.pulse.isStopRequested) return { kind: "stopped" };
    settling = await settleUnsettled(lane);
    if (settling.isClear) return undefined;
  }
}

/** @throws `error`, unless it only says that the lane has to wait, or came while the lane was being stopped */
function advanceOf({ deps, pulse }: Lane, error: unknown): LaneAdvance {
  if (!(error instanceof Failure) || error.code === "claim-lost") throw error;
  if (error.kind === "transient" && pulse.isStopRequested) return { kind: "stopped" };
  if (error.code !== "throttled") throw error;
  return { kind: "waiting", until: new Date(deps.clock.now().getTime() + (error.retryAfterMs ?? 0)) };
}
