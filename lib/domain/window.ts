/** Half-open `[from, to)` in UTC. Windows of a connector touch and never leave a gap. */
export type Window = { from: Date; to: Date };

/**
 * The next window to import: from the watermark to now, however long the outage was.
 * `undefined` when there is nothing between them (a clock that jumped back, a second trigger at the same instant).
 */
export function nextWindow(watermark: Date, now: Date): Window | undefined {
  return watermark.getTime() < now.getTime() ? { from: watermark, to: now } : undefined;
}

/** What is listed at the vendor for a window: it looks back over the overlap for late items; known ones fall out. */
export function listingWindow(window: Window, overlapMs: number): Window {
  return { from: new Date(window.from.getTime() - overlapMs), to: window.to };
}
