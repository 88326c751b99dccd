/** The clock is an argument: tests hand in one that jumps. */
export interface Clock {
  now(): Date;
  /** @throws the signal's reason when it is aborted meanwhile */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** A bound on the bytes that all runs and lanes of one process hold at the same time: `createByteBudget`. */
export interface ByteBudget {
  /** Waits its turn, first come first served. More than the whole budget counts as the whole. @returns the release */
  acquire(sizeBytes: number, signal: AbortSignal): Promise<() => void>;
}

/** What stops a run whose messages become drafts: `createDraftAlarm`. */
export interface DraftAlarm {
  /**
   * Holds `create` back while another one of the run proves that messages become no drafts. One that finds its lane
   * closed meanwhile answers `undefined`, which proves nothing.
   * @throws Failure `message-created-as-draft` once that has happened in the run; what `create` throws
   */
  guard<T>(runId: string, create: () => Promise<T | undefined>): Promise<T | undefined>;
}
