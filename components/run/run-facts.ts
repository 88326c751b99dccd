import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { isTerminal, RUN_STEPS, type RunStep } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views.ts";

type Counts = Pick<RunProgress, "items" | "deliveries" | "step" | "state" | "isListingComplete">;

/** How much of each kind of work is done: counts of rows, never an estimate. */
function workOf({ items, deliveries }: Counts) {
  const inMailbox = deliveries.imported + deliveries.partial + deliveries.duplicate;
  return {
    staged: { done: items.available - items.listed, total: items.available },
    mapped: { done: items.available - items.listed - items.staged, total: items.available },
    imported: { done: deliveries.available - deliveries.pending, total: deliveries.available },
    verified: { done: deliveries.verified, total: inMailbox },
  };
}

const share = ({ done, total }: { done: number; total: number }) => (total === 0 ? 0 : done / total);

/** How far the bar reaches: the three long steps one after the other; `undefined` while the listing goes on. */
export function barOf(run: Counts): number | undefined {
  if (isTerminal(run.state)) return 1;
  if (!run.isListingComplete && run.step !== "import" && run.step !== "verify") return undefined;
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

/** Deliveries a minute since the run began; `undefined` before anything can be said. */
export function ratePerMinute(run: RunProgress): number | undefined {
  if (run.startedAt === null || run.lastActivityAt === null) return undefined;
  const minutes = (Date.parse(run.lastActivityAt) - Date.parse(run.startedAt)) / 60_000;
  const done = run.deliveries.available - run.deliveries.pending;
  return minutes < 0.05 || done === 0 ? undefined : done / minutes;
}

/** Milliseconds that the pending deliveries take at the present rate; `undefined` where nobody can know. */
export function timeLeft(run: RunProgress): number | undefined {
  const rate = ratePerMinute(run);
  if (rate === undefined || run.step !== "import" || run.state !== "running") return undefined;
  return (run.deliveries.pending / rate) * 60_000;
}
