import { isBalanced } from "#lib/domain/delivery.ts";
import { isTerminal, RUN_STEPS, type RunStep } from "#lib/domain/run.ts";

import type { ScreenLook, ShownRun } from "./screen.ts";

/** A claim may be shown as alive for this long after its worker's death, and a little longer on a busy machine. */
export const SHOWN_RUNNING_MS = 30_000;
export const SHOWN_ALIVE_MS = 60_000;
const SLACK_MS = 6_000;

/**
 * What the screen says that cannot be true: by itself, after what it said before, or with no worker at work since
 * `nobodyWorksSinceMs`. One sentence each, and none when it tells the truth.
 */
export function untruthsOf(
  before: ScreenLook | undefined,
  now: ScreenLook,
  nobodyWorksSinceMs: number | undefined,
): string[] {
  const silentMs = nobodyWorksSinceMs === undefined ? 0 : now.atMs - nobodyWorksSinceMs;
  const untruths = now.runs.flatMap((run) => [
    ...untruthsOfRun(run, now.atMs, silentMs),
    ...stepsBack(
      before?.runs.find(({ runId }) => runId === run.runId),
      run,
    ),
  ]);
  if (silentMs > SHOWN_ALIVE_MS + SLACK_MS && now.health.workersAlive > 0)
    untruths.push(`a worker is said to be alive ${silentMs} ms after the last one's end`);
  for (const { lastRun, state, actionRequired } of now.connectors)
    if (lastRun?.state === "failed" && (state !== "action-required" || actionRequired === null))
      untruths.push(`the run has failed and the connector is shown as ${state}`);
  return untruths;
}

type Facts = { nowMs: number; silentMs: number };

/** What holds of every run at every moment, and what is said where it does not. */
const RULES: readonly [
  holds: (run: ShownRun, facts: Facts) => boolean,
  untruth: (run: ShownRun) => string,
][] = [
  [({ deliveries }) => isBalanced(deliveries), () => "the deliveries do not balance"],
  [
    ({ items }) =>
      items.available === items.listed + items.staged + items.delivered + items.notImported + items.rejected,
    () => "the items do not balance",
  ],
  [
    ({ deliveries: { verified, imported, partial, duplicate } }) =>
      verified <= imported + partial + duplicate,
    () => "more is verified than is there",
  ],
  [
    (run) => !isCompleted(run) || (run.deliveries.pending + run.lanes.open === 0 && isMapped(run)),
    ({ state }) => `it is ${state} with something pending`,
  ],
  [
    ({ state, endedAt }) => isTerminal(state) === (endedAt !== null),
    ({ state, endedAt }) => `it is ${state} and its end is ${endedAt}`,
  ],
  [({ state, reason }) => state !== "failed" || reason !== null, () => "it has failed for no reason"],
  [
    (run) => isTerminal(run.state) || !LANE_STEPS.includes(run.step) || isMapped(run),
    ({ step }) => `it is at ${step} with items that are not mapped`,
  ],
  [
    ({ state, waitingUntil }, { nowMs }) =>
      state !== "waiting" || (waitingUntil !== null && Date.parse(waitingUntil) > nowMs - SLACK_MS),
    ({ waitingUntil }) => `it waits until ${waitingUntil}`,
  ],
  [
    ({ state }, { silentMs }) => state !== "running" || silentMs <= SHOWN_RUNNING_MS + SLACK_MS,
    () => "it is shown as running long after the last worker's end",
  ],
];

const LANE_STEPS: readonly RunStep[] = ["import", "verify", "report"];

function isCompleted({ state }: ShownRun): boolean {
  return state === "completed" || state === "completed-with-issues";
}

function isMapped({ items, isListingComplete }: ShownRun): boolean {
  return isListingComplete && items.listed + items.staged === 0;
}

function untruthsOfRun(run: ShownRun, nowMs: number, silentMs: number): string[] {
  const broken = RULES.filter(([holds]) => !holds(run, { nowMs, silentMs }));
  return broken.map(([, untruth]) => `${run.jobId}: ${untruth(run)}`);
}

/** While a run goes on nothing of it goes back; once it has ended its state stays. */
function stepsBack(before: ShownRun | undefined, now: ShownRun): string[] {
  if (!before) return [];
  if (isTerminal(before.state))
    return before.state === now.state ? [] : [`${now.jobId}: it was ${before.state} and is ${now.state}`];
  // A cancelled or failed run hands over what it has not finished.
  if (isTerminal(now.state)) return [];
  return MEASURES.filter(([, measure]) => measure(now) < measure(before)).map(
    ([name, measure]) => `${now.jobId}: ${name} went back from ${measure(before)} to ${measure(now)}`,
  );
}

const MEASURES: readonly [string, (run: ShownRun) => number][] = [
  ["the step", ({ step }) => RUN_STEPS.indexOf(step)],
  ["available items", ({ items }) => items.available],
  ["fetched items", ({ items }) => items.available - items.listed],
  ["mapped items", ({ items }) => items.available - items.listed - items.staged],
  ["settled deliveries", ({ deliveries }) => deliveries.available - deliveries.pending],
  ["verified deliveries", ({ deliveries }) => deliveries.verified],
];
