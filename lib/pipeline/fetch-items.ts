import { Failure } from "#lib/domain/failure.ts";
import { cutBehind, listingWindow } from "#lib/domain/window.ts";

import type { RunWork } from "./run-work.ts";

/**
 * Lists the window's items at the vendor, page by page from the checkpoint; each page becomes rows before the next. A
 * window of more than one run takes ends at a page, and the rest is a run of its own.
 */
export async function fetchItems({ deps, claim, context, pulse, openSource }: RunWork): Promise<void> {
  const window = listingWindow(context.window, context.overlapMs, context.newestArchivedAt);
  let listing = await deps.runs.readListing(claim);
  while (!listing.isComplete && !pulse.isStopRequested) {
    const source = await openSource();
    const page = await source.listPage(window, listing.cursor, pulse.signal);
    if (page.nextCursor !== undefined && page.nextCursor === listing.cursor) {
      // A listing that stands still would be read for ever.
      throw new Failure("vendor-answer-unreadable", { kind: "permanent", scope: "connector" });
    }
    const next = { cursor: page.nextCursor, isComplete: page.nextCursor === undefined };
    const cut = cutBehind(page.items, context.window, window);
    const limit = cut && { maxItems: deps.maxItemsPerRun, cut };
    listing = await deps.runs.recordPage(claim, page.items, next, page.report, limit);
    pulse.progress();
  }
}
