import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { inMailboxOf } from "#lib/domain/delivery.ts";
import { isTerminal, RUN_STEPS, type RunStep } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";

type Counts = Pick<RunProgress, "items" | "deliveries" | "step" | "state" | "isListingComplete">;

/** How much of each kind of work is done: counts of rows, never an estimate. */
function workOf({ items, deliveries }: Counts) {
  return {
    staged: { done: items.available - items.listed, total: items.available },
    mapped: { done: items.available - items.listed - items.staged, total: items.available },
    imported: { done: deliveries.available - deliveries.pending, total: deliveries.available },
    verified: { done: deliveries.verified, total: inMailboxOf(deliveries) },
  };
}

const share = ({ done, total }: { done: number; total: number }) => (total === 0 ? 0 : done / total);

/**
 * How far the bar reaches: the three long steps one after the other, and all of it in every terminal state. `undefined`
 * while the listing goes on; what stands still has no bar that moves.
 */
export function barOf(run: Counts): number | undefined {
  if (isTerminal(run.state)) return 1;
  if (!run.isListingComplete && run.step !== "import" && run.step !== "verify")
    return run.state === "running" ? undefined : 0;
  const work = workOf(run);
  return (
    0.15 * share(work.staged) +
    0.1 * share(work.mapped) +
    0.6 * share(work.imported) +
    0.15 * share(work.verified)
  );
}

/** What the run is at, with its counts: `Importing 512 of 1,204`. */
export function captionOf(run: Counts, locale: string): string {
  if (run.state === "queued") return "Waiting for a worker";
  if (isTerminal(run.state)) return endCaption(run, locale);
  const work = workOf(run);
  const of = ({ done, total }: { done: number; total: number }) =>
    `${formatCount(done, locale)} of ${formatCount(total, locale)}`;
  const captions: Record<RunStep, string> = {
    plan: "Planning the window",
    fetch: `Listing: ${formatCountOf(run.items.available, "item", locale)} so far`,
    stage: `Fetching ${of(work.staged)} items`,
    map: `Mapping ${of(work.mapped)} items`,
    import: `Importing ${of(work.imported)} deliveries`,
    verify: `Reading back ${of(work.verified)} deliveries`,
    report: "Closing the ledger",
  };
  return captions[run.step];
}

/** What an ended run has done: `1,990 of 2,000 deliveries imported`. */
export function endCaption({ items, deliveries }: Counts, locale: string): string {
  if (items.available === 0) return "No items ingested";
  const inMailbox = formatCount(deliveries.imported + deliveries.partial, locale);
  return `${inMailbox} of ${formatCount(deliveries.available, locale)} deliveries imported`;
}

export type StepFact = { step: RunStep; state: "done" | "current" | "open"; fact: string };

/** The steps in their order, each with the count that shows that it moves. */
export function stepFactsOf(run: Counts, locale: string): StepFact[] {
  const work = workOf(run);
  const at = RUN_STEPS.indexOf(run.step);
  const isOver = run.state === "completed" || run.state === "completed-with-issues";
  const of = ({ done, total }: { done: number; total: number }) =>
    total === 0 ? "–" : `${formatCount(done, locale)} of ${formatCount(total, locale)}`;
  const listed = formatCountOf(run.items.available, "item", locale);
  const facts: Record<RunStep, string> = {
    plan: "Window set",
    fetch: run.isListingComplete ? `${listed} listed` : `${listed} so far`,
    stage: `${of(work.staged)} items`,
    map: `${of(work.mapped)} items`,
    import: `${of(work.imported)} deliveries`,
    verify: `${of(work.verified)} read back`,
    report: isOver ? "Ledger closed" : "–",
  };
  return RUN_STEPS.map((step, index) => ({
    step,
    state: isOver || index < at ? "done" : index === at ? "current" : "open",
    fact: isOver || index <= at ? facts[step].replace("– ", "no ") : "",
  }));
}

/** How many deliveries were settled by an instant, while the import was free to go on. */
export type PaceSample = { atMs: number; settled: number };

const SAMPLED_MS = 60_000;
/** Over less, chance says more than the samples. */
const LEAST_MS = 5_000;

/** Forgets what is older than a minute, and all of it while the import waits: a throttled time tells no pace. */
export function withSample(samples: readonly PaceSample[], run: RunProgress, nowMs: number): PaceSample[] {
  if (run.state !== "running" || run.step !== "import" || run.isPausing || run.isCancelRequested) return [];
  const settled = run.deliveries.available - run.deliveries.pending;
  return [...samples.filter(({ atMs }) => nowMs - atMs <= SAMPLED_MS), { atMs: nowMs, settled }];
}

export type Pace = { perMinute: number; msLeft: number };

/** The pace of the last minute, and how long the rest takes with it; `undefined` where nobody can know. */
export function paceOf(samples: readonly PaceSample[], run: RunProgress): Pace | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < LEAST_MS || last.settled <= first.settled) return undefined;
  const perMinute = ((last.settled - first.settled) / (last.atMs - first.atMs)) * 60_000;
  return { perMinute, msLeft: (run.deliveries.pending / perMinute) * 60_000 };
}
