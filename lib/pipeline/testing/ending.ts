import { isBalanced } from "#lib/domain/delivery.ts";

import type { Ledger } from "./memory-ledger.ts";
import type { World } from "./world.ts";

/** All that must be the same at the end, however a run came there. */
export type Ending = {
  ledger: Ledger;
  /** Of every mailbox: the import keys of what is in it, sorted; an incomplete message is marked. */
  mailboxes: Record<string, string[]>;
};

export async function endingOf(world: World): Promise<Ending> {
  const mailboxes: Ending["mailboxes"] = {};
  for (const { userId } of world.seed.users) {
    const { messages } = world.mailboxOf(userId);
    const keys = messages.map(({ importKey, isComplete }) =>
      isComplete ? importKey : `${importKey} incomplete`,
    );
    if (keys.length > 0) mailboxes[userId] = keys.toSorted();
  }
  return { ledger: await world.harness.readLedger(world.run), mailboxes };
}

/** Whether both equations of the ledger hold at this moment. */
export function isLedgerBalanced({ deliveries, items }: Ledger): boolean {
  const settled = items.delivered + items.notImported + items.rejected;
  return isBalanced(deliveries) && items.available === items.listed + items.staged + settled;
}
