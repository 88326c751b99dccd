import { afterAll, beforeAll, expect, test } from "vitest";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";
import { inMegabytes, memoryOf } from "./testing/process-memory.ts";

const ITEMS = 2_000;
const LARGE = 6;
/** The bench's figure for 100,000 items. One more copy of what is in memory at the same time would be over it. */
const MAX_MEGABYTES = 350;
let stack: LiveStack;

beforeAll(async () => {
  stack = await startLiveStack(process.env, {
    SANDBOX_ITEMS: String(ITEMS),
    SANDBOX_SPECIALS: "0",
    SANDBOX_LARGE_ITEMS: `${LARGE}x10,1x60`,
  });
});
afterAll(() => stack.close());

// R8, R9
test(
  "a worker's memory stays bounded while attachments of 10 MB are imported and an item of 60 MB goes to the vault",
  { timeout: 300_000 },
  async () => {
    const { runId } = await stack.seed();
    const worker = stack.startWorker();
    expect(await stack.runEnded(runId, 240)).toBe("completed-with-issues");
    const { peakBytes } = memoryOf(worker.pid);
    console.log(`worker's peak ${inMegabytes(peakBytes)} MB`);
    expect(Number(inMegabytes(peakBytes))).toBeLessThan(MAX_MEGABYTES);

    const { rows: rejected } = await stack.database.admin.query<{ reason: string; isKept: boolean }>(
      `select reason, i.pack_length > 60 * 1024 * 1024 and p.size_bytes >= i.pack_length as "isKept"
       from item i left join pack p on p.tenant_id = i.tenant_id and p.id = i.pack_id
       where i.run_id = $1 and i.state = 'rejected'`,
      [runId],
    );
    expect(rejected).toEqual([{ reason: "item-too-large", isKept: true }]);
    const { rows: large } = await stack.database.admin.query<{ count: number }>(
      `select count(*)::int from delivery d join item i on i.tenant_id = d.tenant_id and i.id = d.item_id
       where d.run_id = $1 and i.size_bytes > 10 * 1024 * 1024 and d.state = 'imported' and d.verified_at is not null`,
      [runId],
    );
    expect(large).toEqual([{ count: LARGE }]);
    const census = await takeCensus(stack.sandboxUrl);
    expect(new Set(census.copies).size, "copies are unique").toBe(census.messages);
  },
);
