import type { ListedItem } from "./item.ts";

/** Half-open `[from, to)` in UTC. Windows of a connector touch and never leave a gap. */
export type Window = { from: Date; to: Date };

/** Until when a connector's windows are complete. A window that begins later would leave a gap, so it moves nothing. */
export function watermarkAfter(watermark: Date, completed: Window): Date {
  return completed.from <= watermark && watermark < completed.to ? completed.to : watermark;
}

/**
 * The next window to import: from the watermark to now, however long the outage was. A watermark ahead of now was written
 * by a clock that ran ahead: what came since may lie before it, so the window begins where an earlier one began,
 * `lastStart`, the latest start of a complete window before now.
 * @returns undefined when there is nothing between them, as at a second trigger at the same instant
 */
export function nextWindow(watermark: Date, now: Date, lastStart?: Date): Window | undefined {
  const from = watermark > now ? lastStart : watermark;
  return from && from < now ? { from, to: now } : undefined;
}

/**
 * What is listed at the vendor for a window: it looks back over the overlap for late items; known ones fall out. It begins
 * no later than the overlap before the newest item known, which is the vendor's own word for how far earlier listings
 * really saw, whatever the clock showed that cut their windows. Nothing that is known lies between.
 */
export function listingWindow(window: Window, overlapMs: number, newestArchivedAt?: Date): Window {
  const seenUntil = Math.min(window.from.getTime(), newestArchivedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return { from: new Date(seenUntil - overlapMs), to: window.to };
}

/**
 * The window as it would be cut behind a page of its listing, so that nothing lies between it and the rest: everything
 * archived before the page's last item has been listed, of those at the same instant some may follow. Within the overlap
 * the cut window begins where the listing did, since no part of the window itself has been listed yet.
 * @param listing the whole window that is listed for it
 * @returns undefined where nothing can be cut off, or the page is out of order
 */
export function cutBehind(
  page: readonly Pick<ListedItem, "archivedAt">[],
  window: Window,
  listing: Window,
): Window | undefined {
  const to = page.at(-1)?.archivedAt;
  const isInOrder = page.every(
    ({ archivedAt }, index) => (page[index - 1]?.archivedAt ?? archivedAt) <= archivedAt,
  );
  if (!to || !isInOrder || to <= listing.from || to >= window.to) return undefined;
  return { from: to > window.from ? window.from : listing.from, to };
}

/** What is left of a window that was cut: it begins where the cut one ends, or anew where that lay in the overlap. */
export function restOf(planned: Window, cut: Window): Window {
  return { from: cut.to > planned.from ? cut.to : planned.from, to: planned.to };
}
