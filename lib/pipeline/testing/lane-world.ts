import { runConnector } from "../run-connector.ts";
import type { LaneClaim } from "../ports/claims.ts";
import { ALICE, carrierDay, text } from "./carrier-day.ts";
import { user } from "./fake-directory.ts";
import type { MailboxState } from "./fake-mailbox.ts";
import { createMemoryHarness } from "./memory-harness.ts";
import { present, type Rows } from "./memory-rows.ts";
import { createWorld, type World, type WorldSeed } from "./world.ts";

/** A world whose run has come to its lanes: texts of one employee, who has one mailbox. */
export type LaneWorld = World & {
  rows: Rows;
  alice: MailboxState;
  claimLane(): Promise<LaneClaim>;
  /** How many deliveries are in each state, with the reason where there is one. */
  tally(): Promise<Record<string, number>>;
};

export async function createLaneWorld(texts: number, change: Partial<WorldSeed> = {}): Promise<LaneWorld> {
  const items = Array.from({ length: texts }, (_, index) => text(`text-${index}`, index % 1440, ALICE, []));
  const harness = createMemoryHarness();
  const world = await createWorld(
    harness,
    carrierDay({ items, users: [user("alice")], pageSize: 500, ...change }),
  );
  const claim = present(await harness.claimRun(world.run));
  await runConnector(world.deps, claim, new AbortController().signal);
  await harness.releaseRun(claim);
  return {
    ...world,
    rows: harness.rows,
    alice: world.mailboxOf("alice"),
    claimLane: async () => present(await harness.claimLane({ ...world.run, userId: "alice" })),
    tally: async () => {
      const counts: Record<string, number> = {};
      for (const { state, reason, verifiedAt } of harness.rows.deliveries.values()) {
        const words = [state, reason, verifiedAt && "verified"].filter((word) => word !== undefined);
        counts[words.join(" ")] = (counts[words.join(" ")] ?? 0) + 1;
      }
      return counts;
    },
  };
}
