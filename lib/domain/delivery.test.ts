import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DELIVERY_STATE_NAMES, type DeliveryCounts, isBalanced } from "./delivery.ts";
import { isTerminal, type ItemCounts, outcomeOf } from "./run.ts";

const deliveries = (change: Partial<DeliveryCounts> = {}): DeliveryCounts => ({
  available: 0,
  imported: 0,
  partial: 0,
  duplicate: 0,
  failed: 0,
  pending: 0,
  verified: 0,
  ...change,
});
const items = (change: Partial<ItemCounts> = {}): ItemCounts => ({
  available: 0,
  listed: 0,
  staged: 0,
  delivered: 0,
  notImported: 0,
  leftOut: 0,
  rejected: 0,
  ...change,
});

describe("the ledger", () => {
  test("balances when every delivery has exactly one outcome or is pending, and only then", () => {
    const count = fc.nat(1_000);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        count,
        fc.integer({ min: -3, max: 3 }),
        (imported, partial, duplicate, failed, pending, off) => {
          const available = imported + partial + duplicate + failed + pending + off;
          const counts = deliveries({ available, imported, partial, duplicate, failed, pending });
          expect(isBalanced(counts)).toBe(off === 0);
        },
      ),
    );
  });

  test("calls what is on its way pending", () => {
    expect(DELIVERY_STATE_NAMES.posting).toBe(DELIVERY_STATE_NAMES.pending);
  });
});

describe("a run that was carried through", () => {
  test.each([
    ["with nothing to import", deliveries(), items(), 0],
    [
      "with all imported",
      deliveries({ available: 9, imported: 9, verified: 9 }),
      items({ available: 9, delivered: 9 }),
      0,
    ],
    [
      "with duplicates",
      deliveries({ available: 9, duplicate: 9, verified: 9 }),
      items({ available: 9, delivered: 9 }),
      0,
    ],
    [
      "from which the scope left items out, as it should,",
      deliveries({ available: 7, imported: 7, verified: 7 }),
      items({ available: 9, delivered: 7, notImported: 2, leftOut: 2 }),
      0,
    ],
  ])("%s is completed", (_what, deliveryCounts, itemCounts, unmapped) => {
    expect(outcomeOf(deliveryCounts, itemCounts, unmapped, 0)).toBe("completed");
  });

  test.each([
    ["a failed delivery", deliveries({ failed: 1 }), items(), 0],
    ["a message without one of its attachments", deliveries({ partial: 1 }), items(), 0],
    ["a message that could not be read back", deliveries({ imported: 9, verified: 8 }), items(), 0],
    ["a rejected item", deliveries(), items({ rejected: 1 }), 0],
    ["an item for which nobody has a mailbox", deliveries(), items({ notImported: 1 }), 0],
    [
      "such an item beside others that the scope left out",
      deliveries(),
      items({ notImported: 3, leftOut: 2 }),
      0,
    ],
    ["an employee without a mailbox", deliveries(), items(), 1],
  ])("with %s has issues", (_what, deliveryCounts, itemCounts, unmapped) => {
    expect(outcomeOf(deliveryCounts, itemCounts, unmapped, 0)).toBe("completed-with-issues");
  });

  test("with something wrong with the delivery itself has issues, even where all of its items are imported", () => {
    expect(outcomeOf(deliveries(), items(), 0, 1)).toBe("completed-with-issues");
  });
});

test.each([
  ["queued", false],
  ["running", false],
  ["waiting", false],
  ["interrupted", false],
  ["completed", true],
  ["completed-with-issues", true],
  ["failed", true],
  ["cancelled", true],
] as const)("a run that is %s has ended: %s", (state, expected) => {
  expect(isTerminal(state)).toBe(expected);
});
