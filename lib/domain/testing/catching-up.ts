import { type DailySchedule, nextOccurrence } from "../schedule.ts";
import { cutBehind, listingWindow, nextWindow, restOf, watermarkAfter, type Window } from "../window.ts";

const OVERLAP_MS = 24 * 3_600_000;
const MAX_ITEMS = 7;
const PAGE_ITEMS = 3;

/** `archivedAt` is the vendor's time, which is the true one; a late item is listed only from `visibleAt` on. */
export type ArchivedItem = { archivedAt: number; visibleAt: number };

type Run = { window: Window; planned: Window | undefined; isListed: boolean; newest: Date | undefined };

/** A connector as the rules make it run, in a world whose clock jumps and whose workers come and go. */
export class ModelConnector {
  trueNow: number;
  skewMs = 0;
  watermark: Date;
  nextRunAt: Date;
  active: Run | undefined;
  readonly completed: Window[] = [];
  readonly known = new Set<ArchivedItem>();
  /** Windows that began behind the watermark that they found. */
  gaps = 0;
  #newest: Date | undefined;
  #schedule: DailySchedule;
  readonly #items: readonly ArchivedItem[];

  constructor(startMs: number, schedule: DailySchedule, items: readonly ArchivedItem[]) {
    this.trueNow = startMs;
    this.watermark = new Date(startMs);
    this.#schedule = schedule;
    this.#items = items;
    this.nextRunAt = nextOccurrence(schedule, this.now);
  }

  get now(): Date {
    return new Date(this.trueNow + this.skewMs);
  }

  sweep(): void {
    if (this.active) return;
    const isDue = this.nextRunAt <= this.now;
    const isTooLate = this.nextRunAt.getTime() > this.now.getTime() + 26 * 3_600_000;
    if (!isDue && !isTooLate) return;
    if (isDue) this.startRun();
    const next = nextOccurrence(this.#schedule, this.now);
    if (isDue || this.nextRunAt > next) this.nextRunAt = next;
  }

  startRun(): void {
    if (this.active) return;
    const starts = this.completed.map(({ from }) => from).filter((from) => from < this.now);
    const window = nextWindow(this.watermark, this.now, latest(...starts));
    if (!window) return;
    if (window.from < this.watermark) this.watermark = window.from;
    this.active = { window, planned: undefined, isListed: false, newest: undefined };
  }

  changeSchedule(schedule: DailySchedule): void {
    this.#schedule = schedule;
    if (this.nextRunAt > this.now) this.nextRunAt = nextOccurrence(schedule, this.now);
  }

  list(): void {
    const run = this.active;
    if (!run || run.isListed) return;
    const listing = listingWindow(run.window, OVERLAP_MS, this.#newest);
    const listed = this.#listed(listing);
    let taken = 0;
    for (let at = 0; at < listed.length && !run.isListed; at += PAGE_ITEMS) {
      const page = listed.slice(at, at + PAGE_ITEMS);
      const dated = page.map(({ archivedAt }) => ({ archivedAt: new Date(archivedAt) }));
      taken += page.filter((item) => !this.known.has(item)).length;
      for (const item of page) this.known.add(item);
      run.newest = latest(run.newest, ...dated.map(({ archivedAt }) => archivedAt));
      const isMoreToCome = at + PAGE_ITEMS < listed.length;
      const cut = isMoreToCome && taken >= MAX_ITEMS ? cutBehind(dated, run.window, listing) : undefined;
      if (cut) Object.assign(run, { planned: run.window, window: cut, isListed: true });
    }
    run.isListed = true;
  }

  /** A failed or cancelled run keeps what it listed, which later runs take over; its window stays open. */
  end(how: "completed" | "failed" | "cancelled"): void {
    if (how === "completed") this.list();
    const run = this.active;
    this.active = undefined;
    if (!run || how !== "completed") return;
    if (run.window.from > this.watermark) this.gaps += 1;
    this.completed.push(run.window);
    this.watermark = watermarkAfter(this.watermark, run.window);
    this.#newest = latest(this.#newest, run.newest) ?? run.window.from;
    if (!run.planned) return;
    const window = restOf(run.planned, run.window);
    this.active = { window, planned: undefined, isListed: false, newest: undefined };
  }

  #listed({ from, to }: Window): ArchivedItem[] {
    return this.#items
      .filter((item) => item.visibleAt <= this.trueNow)
      .filter(({ archivedAt }) => from.getTime() <= archivedAt && archivedAt < to.getTime())
      .toSorted((one, other) => one.archivedAt - other.archivedAt);
  }
}

function latest(...times: (Date | undefined)[]): Date | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.toSorted((one, other) => other.getTime() - one.getTime())[0];
}
