import { Failure } from "#lib/domain/failure.ts";

import type { DeliveryLine } from "./delivery-line.ts";
import type { Attempt } from "./import-delivery.ts";
import { raiseFence, type Lane } from "./lane.ts";
import type { DeliveryToImport } from "./ports/lane-store.ts";
import { prepareFolder } from "./prepare-folder.ts";

/** Failures with no success between them, after which the lane is left for later. */
const MAX_TROUBLES = 6;
/** A folder that disappears again while it is written to is nothing that this lane can mend. */
const MAX_RENEWALS = 2;
/** Users rename, move and delete folders while they are written to, and their ids go on working. */
const LOOK_EVERY_MS = 60_000;
/** A folder that was looked at so lately was not moved before its messages were there. */
const SEEN_MS = 10_000;

/** The course of a lane's import: where it writes to, whether it may go on, what each attempt means for the others. */
export type ImportCourse = {
  readonly folderId: string;
  /** Nothing more is to be sent in this lane, for this reason. */
  readonly halt: Failure | undefined;
  /** Before the folder is read back: it is where it should be, or another one takes its place. */
  lookAfterFolder(): Promise<void>;
  /** No halt, no wish to stop, no fence, no folder in the making. */
  isOpen(): boolean;
  note(
    line: DeliveryLine,
    delivery: DeliveryToImport,
    attempt: Attempt,
    folderIdBefore: string,
  ): Promise<void>;
};

export function createImportCourse(lane: Lane, firstFolderId: string): ImportCourse {
  const { clock } = lane.deps;
  let folderId = firstFolderId;
  let halt: Failure | undefined;
  let isRenewing = false;
  let renewals = 0;
  let troubles = 0;
  let seenAtMs = clock.now().getTime();

  const isFolderSeen = (withinMs: number) => clock.now().getTime() - seenAtMs <= withinMs;

  const ensureFolder = async () => {
    isRenewing = true;
    try {
      folderId = await prepareFolder(lane, folderId);
    } finally {
      isRenewing = false;
    }
    seenAtMs = clock.now().getTime();
  };

  /** A single one is an accident. From the second on the lane pauses; those that fail during a pause are the same burst. */
  const noteTrouble = async (failure: Failure) => {
    if (lane.fence.remainingMs(clock.now()) === 0) troubles += 1;
    if (troubles === MAX_TROUBLES) halt ??= failure;
    if (troubles > 1 || failure.retryAfterMs !== undefined) await raiseFence(lane, failure);
  };

  const renewFolder = async () => {
    renewals += 1;
    if (renewals > MAX_RENEWALS) {
      halt ??= new Failure("folder-missing", { kind: "transient", scope: "mailbox" });
      return;
    }
    await ensureFolder();
  };

  const noteUnsent = async (failure: Failure, folderIdBefore: string) => {
    if (failure.code === "throttled") return raiseFence(lane, failure);
    if (failure.code === "folder-missing") {
      // The others that were in flight to the old folder need no second one.
      return isRenewing || folderIdBefore !== folderId ? undefined : renewFolder();
    }
    if (failure.kind === "transient") return noteTrouble(failure);
    halt ??= failure;
  };

  return {
    get folderId() {
      return folderId;
    },
    get halt() {
      return halt;
    },
    lookAfterFolder: async () => {
      if (!isFolderSeen(SEEN_MS)) await ensureFolder();
    },
    isOpen: () =>
      halt === undefined &&
      !isRenewing &&
      !lane.pulse.isStopRequested &&
      lane.fence.remainingMs(clock.now()) === 0,
    note: async (line, delivery, attempt, folderIdBefore) => {
      if (attempt.kind === "settled") {
        line.record(attempt.outcome);
        if (attempt.outcome.state === "failed") return;
        troubles = 0;
        lane.fence.ease();
        if (!isRenewing && !isFolderSeen(LOOK_EVERY_MS)) await ensureFolder();
      } else if (attempt.kind === "lost") {
        lane.lostAt.set(delivery.deliveryId, clock.now());
        if (attempt.failure.kind === "permanent") halt ??= attempt.failure;
        else await noteTrouble(attempt.failure);
      } else {
        line.putBack(delivery);
        if (attempt.failure) await noteUnsent(attempt.failure, folderIdBefore);
      }
    },
  };
}
