import { Failure } from "#lib/domain/failure.ts";
import { listingWindow } from "#lib/domain/window.ts";

import type { RunWork } from "./run-work.ts";

/** Lists the window's items at the vendor, page by page from the checkpoint; each page becomes rows before the next. */
export async function fetchItems({ deps, claim, context, pulse, openSource }: RunWork): Promise<void> {
  const window = listingWindow(context.window, context.overlapMs);
  let listing = await deps.runs.readListing(claim);
  while (!listing.isComplete && !pulse.isStopRequested) {
    const source = await openSource();
    const page = await source.listPage(window, listing.cursor, pulse.signal);
    if (page.nextCursor !== undefined && page.nextCursor === listing.cursor) {
      // A listing that stands still would be read for ever.
      throw new Failure("vendor-answer-unreadable", { kind: "permanent", scope: "connector" });
    }
    const next = { cursor: page.nextCursor, isComplete: page.nextCursor === undefined };
    await deps.runs.recordPage(claim, page.items, next, page.report);
    listing = next;
  }
}
