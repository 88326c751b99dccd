import { type Buffer } from "node:buffer";

/** An item as the listing shows it. Order of a listing: (archivedMs, id), ids compared by code unit. */
export interface ArchivedItem {
  readonly id: string;
  readonly archivedMs: number;
  readonly kind: "sms" | "mms";
  eml(): Buffer;
}

export interface Position {
  readonly archivedMs: number;
  readonly id: string;
}

/** Half-open window in milliseconds. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A sorted supply of items. An archive lays several beside each other and merges them. */
export interface Shelf {
  count(window: Window): number;
  /** The first `limit` items of the window that stand after `after`. */
  slice(window: Window, after: Position | undefined, limit: number): ArchivedItem[];
  find(id: string): ArchivedItem | undefined;
}

export function compareItems(a: Position, b: Position): number {
  if (a.archivedMs !== b.archivedMs) return a.archivedMs - b.archivedMs;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** A shelf over a list that is sorted already and may grow. */
export function listShelf(items: readonly ArchivedItem[]): Shelf {
  const start = (window: Window): number =>
    firstAt(items.length, (at) => (items[at]?.archivedMs ?? 0) >= window.fromMs);
  const end = (window: Window): number =>
    firstAt(items.length, (at) => (items[at]?.archivedMs ?? 0) >= window.toMs);
  return {
    count: (window) => Math.max(0, end(window) - start(window)),
    slice(window, after, limit) {
      const next =
        after === undefined ? 0 : firstAt(items.length, (at) => compareItems(items[at] ?? after, after) > 0);
      const from = Math.max(start(window), next);
      return items.slice(from, Math.max(from, Math.min(end(window), from + limit)));
    },
    find: (id) => items.find((item) => item.id === id),
  };
}

/** The first index in [0, count) at which the claim holds, given that it holds ever after; `count` if nowhere. */
export function firstAt(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
