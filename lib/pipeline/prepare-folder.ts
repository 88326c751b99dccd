import { listedKeys, patiently, type Lane } from "./lane.ts";

/**
 * Ensures the archive's folder. One that is there although we did not know it may hold earlier imports of the same items
 * (a ledger restored from a backup, a connector set up again): what is pending and already there is a duplicate. The
 * folder's id is kept only afterwards, so that an interruption repeats the comparison.
 */
export async function prepareFolder(lane: Lane, knownFolderId: string | undefined): Promise<string> {
  const { deps, claim, context, mailbox, pulse } = lane;
  const { folderId, origin } = await patiently(lane, () =>
    mailbox.ensureFolder(context.kind.folderName, knownFolderId, pulse.signal),
  );
  const { pendingRange, isRestored } = context;
  if ((origin === "found" || isRestored) && pendingRange) {
    for await (const page of listedKeys(lane, folderId, pendingRange)) {
      const complete = page.filter((message) => message.isComplete);
      await deps.lanes.recordDuplicates(claim, complete, deps.clock.now());
    }
  }
  if (folderId !== knownFolderId) await deps.lanes.saveFolder(claim, folderId);
  return folderId;
}
