import { Failure } from "#lib/domain/failure.ts";
import type { MailboxUsage } from "#lib/domain/mailbox-usage.ts";

import type { LaneFence } from "./lane-fence.ts";
import type { FoundMessage, KeySpan, Mailbox } from "./ports/mailbox.ts";
import type { LaneClaim } from "./ports/claims.ts";
import type { LaneContext } from "./ports/lane-store.ts";
import type { PipelineDeps } from "./ports/deps.ts";
import type { Pulse } from "./pulse.ts";

/** Requests in flight to one mailbox. Source: Graph, "Outlook service limits". */
export const REQUESTS_IN_FLIGHT = 4;

/** A longer wait is not slept through: the lane is given back and goes on later. */
export const MAX_SLEEP_MS = 60_000;

/** One mailbox of one run, as long as this worker holds it. */
export type Lane = {
  deps: PipelineDeps;
  claim: LaneClaim;
  context: LaneContext;
  mailbox: Mailbox;
  pulse: Pulse<"stop-requested">;
  fence: LaneFence;
  usage: MailboxUsage;
  startedAt: Date;
  /** When an answer was lost in this attempt, by delivery. */
  lostAt: Map<string, Date>;
};

const MAX_TRIES = 6;

/**
 * A request that may be repeated: waits while the mailbox is throttled, and tries again after transient failures.
 * @throws Failure `throttled` when the wait is too long for the lane to be held; the last failure when tries run out, or
 * when an admin asks to stop meanwhile
 */
export async function patiently<T>(lane: Lane, request: () => Promise<T>): Promise<T> {
  for (let failures = 0; ;) {
    await passFence(lane);
    await confirmHold(lane);
    try {
      return await request().finally(() => lane.pulse.progress());
    } catch (error) {
      lane.pulse.signal.throwIfAborted();
      if (!(error instanceof Failure) || error.code === "folder-missing") throw error;
      if (error.kind === "permanent" && error.code !== "throttled") throw error;
      if (error.code !== "throttled") failures += 1;
      if (failures === MAX_TRIES || lane.pulse.isStopRequested) throw error;
      await raiseFence(lane, error);
    }
  }
}

/**
 * Nobody else has taken the mailbox over; a heartbeat out of turn where much was asked of it since the last one, so that
 * whoever comes next knows. @throws what the heartbeat throws
 */
export async function confirmHold({ pulse, usage }: Pick<Lane, "pulse" | "usage">): Promise<void> {
  await (usage.isWritingDue() ? pulse.beat() : pulse.confirm());
}

/** The keys in the folder over a time range, page by page; each page is a request of its own. */
export async function* listedKeys(
  lane: Lane,
  folderId: string,
  span: KeySpan,
): AsyncGenerator<FoundMessage[]> {
  // The mailbox keeps times in whole seconds.
  const from = new Date(span.from.getTime() - 1_000);
  const to = new Date(span.to.getTime() + 1_000);
  let cursor: string | undefined;
  do {
    const page = await patiently(lane, () =>
      lane.mailbox.listKeys(folderId, { ...span, from, to }, cursor, lane.pulse.signal),
    );
    yield page.messages;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** Nothing more is sent for as long as the peer wishes; a throttled lane is shown at once. */
export async function raiseFence(lane: Lane, failure: Failure): Promise<void> {
  lane.fence.raise(failure, lane.deps.clock.now());
  if (failure.code === "throttled") await lane.pulse.beat();
}

async function passFence(lane: Lane): Promise<void> {
  const remainingMs = lane.fence.remainingMs(lane.deps.clock.now());
  if (remainingMs > MAX_SLEEP_MS) {
    throw new Failure("throttled", { kind: "transient", scope: "mailbox", retryAfterMs: remainingMs });
  }
  if (remainingMs > 0) await lane.pulse.sleep(remainingMs);
}
