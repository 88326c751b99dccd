import type { RunClaim } from "./claims.ts";
import type { RunStore } from "./run-store.ts";
import type { VendorSource } from "./vendor-source.ts";
import type { MailReader } from "./mail-reader.ts";
import type { Vault } from "./vault.ts";
import type { DirectorySource, DirectoryStore } from "./directory.ts";
import type { LaneStore } from "./lane-store.ts";
import type { MailboxHold, Mailbox } from "./mailbox.ts";
import type { Clock, ByteBudget, DraftAlarm } from "./process.ts";

/** Everything that the pipeline of one tenant's connector reaches. */
export type PipelineDeps = {
  clock: Clock;
  /** From 0 up to 1, spreads what would otherwise wake at the same instant. */
  jitter(): number;
  /** SHA-256, 32 bytes. */
  digest(bytes: Uint8Array): Uint8Array;
  /** One a process, shared by all its runs and lanes. */
  memory: ByteBudget;
  /** One a process, shared by all its lanes. */
  draftAlarm: DraftAlarm;
  /** How long a request whose answer was lost may still be carried out: 30 s against Microsoft 365. */
  unknownOutcomeWaitMs: number;
  /** What one run takes of a window, more or less a page. */
  maxItemsPerRun: number;
  /** Where somebody wants to know how long each part takes: the part's name is one of a closed set. */
  within?: <T>(part: string, work: () => Promise<T>) => Promise<T>;
  runs: RunStore;
  lanes: LaneStore;
  directoryStore: DirectoryStore;
  directory: DirectorySource;
  vault: Vault;
  mail: MailReader;
  /** When work that hangs and has lost its claim is left behind, so that its place is free again. Default: never. */
  leaveBehindAfterMs?: number;
  /** Calls back when an admin may have asked the run to stop. @returns the end of it */
  watchRun(runId: string, onNews: () => void): () => void;
  /** `onProgress` hears that a long transfer comes further, so that it is not taken for one that hangs. */
  openSource(claim: RunClaim, signal: AbortSignal, onProgress?: () => void): Promise<VendorSource>;
  openMailbox(tenantId: string, userId: string, hold: MailboxHold): Mailbox;
};
