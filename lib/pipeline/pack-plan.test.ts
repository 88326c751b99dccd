import * as fc from "fast-check";
import { expect, test } from "vitest";

import { MAX_PACK_BYTES, MAX_PACK_ITEMS, planPacks } from "./pack-plan.ts";

const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 9_000_000 })), {
  maxLength: 700,
});

test("packs keep order, number and size, and only a single large item may be over the size", () => {
  fc.assert(
    fc.property(sizes, (items) => {
      const packs = planPacks(items, (size) => size);
      expect(packs.flat()).toEqual(items);
      for (const pack of packs) {
        expect(pack.length).toBeGreaterThan(0);
        expect(pack.length).toBeLessThanOrEqual(MAX_PACK_ITEMS);
        const total = pack.reduce((sum, size) => sum + size, 0);
        expect(pack.length === 1 || total <= MAX_PACK_BYTES).toBe(true);
      }
    }),
  );
});

test("a pack is not closed before the next item would not fit", () => {
  fc.assert(
    fc.property(sizes, (items) => {
      const packs = planPacks(items, (size) => size);
      for (const [index, pack] of packs.slice(0, -1).entries()) {
        const total = pack.reduce((sum, size) => sum + size, 0) + (packs[index + 1]?.[0] ?? 0);
        expect(pack.length === MAX_PACK_ITEMS || total > MAX_PACK_BYTES).toBe(true);
      }
    }),
  );
});
