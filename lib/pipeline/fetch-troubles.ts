import { Failure } from "#lib/domain/failure.ts";
import { listingWindow } from "#lib/domain/window.ts";

import type { VendorSource } from "./ports/vendor-source.ts";
import type { RunWork } from "./run-work.ts";

/** So many failures, and more of them than successes, are no item's fault: the service is down. */
const MANY = 10;
const OF_ONE_ITEM = ["vendor-unreachable", "vendor-item-truncated"];

/** The downloads of one pass over the run's items that failed, and whose fault that is. */
export type FetchTroubles = {
  /** Has failed in this pass: its next try is the next pass's. */
  has(itemId: string): boolean;
  noteFetched(): void;
  /** @throws the failure, unless it may be this item's alone */
  note(itemId: string, error: unknown): void;
  /** @throws Failure transient: nothing is to be had at this time */
  assertServiceUp(): void;
  /**
   * Counts the failures against their items, if the vendor is well; those that have had their tries are left out.
   * @throws Failure transient while there is something to try again
   */
  settle(source: VendorSource): Promise<void>;
};

export function createFetchTroubles({ deps, claim, context, pulse }: RunWork): FetchTroubles {
  const failures = new Map<string, Failure>();
  let fetched = 0;

  const assertServiceUp = () => {
    const [first] = failures.values();
    if (first && failures.size >= MANY && failures.size > fetched) throw first;
  };

  return {
    has: (itemId) => failures.has(itemId),
    noteFetched: () => {
      fetched += 1;
    },
    note: (itemId, error) => {
      const isOfOne = error instanceof Failure && OF_ONE_ITEM.includes(error.code);
      if (!isOfOne || pulse.signal.aborted) throw error;
      failures.set(itemId, error);
    },
    assertServiceUp,
    settle: async (source) => {
      if (failures.size === 0) return;
      assertServiceUp();
      if (fetched < failures.size) {
        // Too few to tell an item from its service: that it lists tells them apart.
        await source.listPage(listingWindow(context.window, context.overlapMs), undefined, pulse.signal);
      }
      const itemIds = [...failures.keys()];
      const remaining = await deps.runs.recordUnfetched(claim, itemIds, deps.clock.now());
      if (remaining > 0)
        throw new Failure("vendor-item-unavailable", { kind: "transient", scope: "connector" });
    },
  };
}
