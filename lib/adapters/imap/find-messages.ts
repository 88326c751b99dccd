import type { ImapFlow } from "imapflow";
import type { FoundMessage, KeysPage, KeySpan, SoughtMessage } from "#lib/pipeline/ports/mailbox.ts";
import type { Connections } from "./connections.ts";
import { sha256Of, withCrLf } from "./line-ends.ts";
import { pathOf } from "./message-ids.ts";
import { type Candidate, listCandidates, openToRead, readHashes, type ReadMessage } from "./read-folder.ts";

const PAGE_MESSAGES = 500;
/** So many bytes are read between two signs of life of the lane, about. */
const PAGE_BYTES = 32 * 1024 * 1024;

const found = ({ messageId, sha256 }: ReadMessage): FoundMessage => ({
  messageId,
  sha256,
  isComplete: true,
});

/** A page of the folder's messages by the hash of their bytes, all of which are read. `cursor` is the last page's UID. */
export function listKeys(
  connections: Connections,
  folderId: string,
  span: KeySpan,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<KeysPage> {
  return connections.use("other", signal, async (client) => {
    const path = pathOf(folderId);
    const uidValidity = await openToRead(client, path);
    const candidates = await listCandidates(client, span, Number(cursor ?? 0));
    const meant = candidates.filter(({ receivedAt }) => isMeant(span, receivedAt));
    const page = firstOf(meant);
    const messages = (await readHashes(client, path, uidValidity, page)).map(found);
    const last = page.at(-1);
    return { messages, nextCursor: last && page.length < meant.length ? String(last.uid) : undefined };
  });
}

function firstOf(candidates: readonly Candidate[]): Candidate[] {
  let bytes = 0;
  const end = candidates.findIndex(({ sizeBytes }, index) => {
    bytes += sizeBytes;
    return index === PAGE_MESSAGES || (index > 0 && bytes > PAGE_BYTES);
  });
  return candidates.slice(0, end < 0 ? undefined : end);
}

function isMeant({ seconds }: KeySpan, receivedAt: Date): boolean {
  return seconds === undefined || seconds.has(Math.floor(receivedAt.getTime() / 1000));
}

/**
 * Messages with the sought time and bytes: those in the archive's folder; where the one that is known is not among them,
 * also the first one elsewhere, since users move things. A copy that a user made elsewhere is the user's.
 */
export function findByBytes(
  connections: Connections,
  archivePath: string | undefined,
  sought: SoughtMessage,
  signal: AbortSignal,
): Promise<FoundMessage[]> {
  return connections.use("other", signal, async (client) => {
    const inArchive =
      archivePath === undefined ? [] : await findInFolder(client, archivePath, sought).catch(unlessGone);
    const isKnown = inArchive.some(({ messageId }) => messageId === sought.messageId);
    if (isKnown || (sought.messageId === undefined && inArchive.length > 0)) return inArchive.map(found);
    for (const { path, flags } of await client.list()) {
      if (path === archivePath || isNoFolder(flags)) continue;
      const [elsewhere] = await findInFolder(client, path, sought).catch(unlessGone);
      if (elsewhere) return [...inArchive, elsewhere].map(found);
    }
    return inArchive.map(found);
  });
}

/** `\All` and the like show messages of other folders once more. Source: RFC 6154. */
const NO_FOLDER = new Set(["\\Noselect", "\\NonExistent", "\\All", "\\Flagged", "\\Important"]);

function isNoFolder(flags: ReadonlySet<string>): boolean {
  return [...flags].some((flag) => NO_FOLDER.has(flag));
}

async function findInFolder(client: ImapFlow, path: string, sought: SoughtMessage): Promise<ReadMessage[]> {
  const uidValidity = await openToRead(client, path);
  // Kept in whole seconds.
  const from = new Date(Math.floor(sought.sentAt.getTime() / 1000) * 1000);
  const candidates = await listCandidates(client, { from, to: from }, 0);
  const read = await readHashes(client, path, uidValidity, candidates);
  const exact = read.filter(({ sha256 }) => sha256 === sought.sha256);
  if (exact.length > 0 || read.length === 0) return exact;
  const carried = sha256Of(withCrLf(await sought.original()));
  return read.filter(({ sha256 }) => sha256 === carried).map((each) => ({ ...each, sha256: sought.sha256 }));
}

function unlessGone(error: unknown): ReadMessage[] {
  if (error instanceof Error && "mailboxMissing" in error) return [];
  throw error;
}
