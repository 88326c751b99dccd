import { compareItems, firstAt, type ArchivedItem, type Shelf } from "./shelf.ts";
import { itemAt, type TrafficSource } from "./traffic.ts";

/** A run of generated items, spread evenly over a span of archive times. */
export interface Batch {
  readonly firstIndex: number;
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A shelf of generated items: nothing is kept, so a million of them cost no memory. */
export function generatedShelf(source: TrafficSource, batch: Batch): Shelf {
  const span = batch.toMs - batch.fromMs;
  const archivedMs = (at: number): number => batch.fromMs + Math.floor((at * span) / batch.count);
  const item = (at: number): ArchivedItem => {
    const index = batch.firstIndex + at;
    const made = itemAt(source, index, archivedMs(at));
    return { id: idOf(source, index), archivedMs: archivedMs(at), kind: made.kind, eml: () => made.eml() };
  };
  const start = (ms: number): number => firstAt(batch.count, (at) => archivedMs(at) >= ms);
  return {
    count: (window) => Math.max(0, start(window.toMs) - start(window.fromMs)),
    slice(window, after, limit) {
      const isAfter = (at: number): boolean =>
        after === undefined ||
        compareItems({ archivedMs: archivedMs(at), id: idOf(source, batch.firstIndex + at) }, after) > 0;
      const from = Math.max(start(window.fromMs), firstAt(batch.count, isAfter));
      const to = Math.min(start(window.toMs), from + limit);
      return Array.from({ length: Math.max(0, to - from) }, (_, offset) => item(from + offset));
    },
    find(id) {
      const at = indexOf(source, id) - batch.firstIndex;
      return at >= 0 && at < batch.count ? item(at) : undefined;
    },
  };
}

/** Zero-padded, so that ids sort as their indexes do. */
function idOf(source: TrafficSource, index: number): string {
  return `${source.account}.${source.seed}.${String(index).padStart(9, "0")}`;
}

function indexOf(source: TrafficSource, id: string): number {
  const prefix = `${source.account}.${source.seed}.`;
  return id.startsWith(prefix) && /^\d{9}$/.test(id.slice(prefix.length))
    ? Number(id.slice(prefix.length))
    : -1;
}
