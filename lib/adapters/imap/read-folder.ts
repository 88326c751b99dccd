import { createHash } from "node:crypto";
import type { ImapFlow } from "imapflow";
import type { Window } from "#lib/domain/window.ts";
import { messageIdOf } from "./message-ids.ts";
import { sha256Of } from "./line-ends.ts";

const DAY_MS = 86_400_000;
/** Read in pieces from this size on, so that a large message is never in memory as a whole. */
const PIECE_BYTES = 1024 * 1024;

/** A message of the folder by its place, its time and its size; its bytes are not read yet. */
export type Candidate = { uid: number; sizeBytes: number; receivedAt: Date };
export type ReadMessage = { messageId: string; sha256: string };

/** Opens the folder to be read, as it is now. @returns its UIDVALIDITY */
export async function openToRead(client: ImapFlow, path: string): Promise<bigint> {
  return (await client.mailboxOpen(path, { readOnly: true })).uidValidity;
}

/** What the open folder holds of the span, by UID. A server searches by whole days of its own zone. */
export async function listCandidates(
  client: ImapFlow,
  { from, to }: Window,
  afterUid: number,
): Promise<Candidate[]> {
  const since = new Date(from.getTime() - DAY_MS);
  const before = new Date(to.getTime() + 2 * DAY_MS);
  const uids = await client.search({ since, before, uid: `${afterUid + 1}:*` }, { uid: true });
  const found: Candidate[] = [];
  // `n:*` names the last message even where its UID is below n.
  const later = (uids || []).filter((uid) => uid > afterUid);
  if (later.length === 0) return found;
  for await (const message of client.fetch(
    rangeOf(later),
    { uid: true, size: true, internalDate: true },
    { uid: true },
  )) {
    const receivedAt = new Date(message.internalDate ?? Number.NaN);
    if (receivedAt >= from && receivedAt <= to)
      found.push({ uid: message.uid, sizeBytes: message.size ?? 0, receivedAt });
  }
  return found.toSorted((one, other) => one.uid - other.uid);
}

/** Reads the candidates' bytes back and tells their hashes; messages that are gone meanwhile are left out. */
export async function readHashes(
  client: ImapFlow,
  path: string,
  uidValidity: bigint,
  candidates: readonly Candidate[],
): Promise<ReadMessage[]> {
  const hashes = new Map<number, string>();
  const small = candidates.filter(({ sizeBytes }) => sizeBytes <= PIECE_BYTES);
  if (small.length > 0) {
    const range = rangeOf(small.map(({ uid }) => uid));
    for await (const { uid, source } of client.fetch(range, { uid: true, source: true }, { uid: true })) {
      if (source) hashes.set(uid, sha256Of(source));
    }
  }
  for (const { uid, sizeBytes } of candidates) {
    if (sizeBytes <= PIECE_BYTES) continue;
    const sha256 = await hashInPieces(client, uid);
    if (sha256 !== undefined) hashes.set(uid, sha256);
  }
  return candidates.flatMap(({ uid }) => {
    const sha256 = hashes.get(uid);
    return sha256 === undefined ? [] : [{ messageId: messageIdOf({ uidValidity, uid, path }), sha256 }];
  });
}

async function hashInPieces(client: ImapFlow, uid: number): Promise<string | undefined> {
  const hash = createHash("sha256");
  for (let start = 0; ; start += PIECE_BYTES) {
    const piece = { start, maxLength: PIECE_BYTES };
    const message = await client.fetchOne(String(uid), { uid: true, source: piece }, { uid: true });
    if (!message || !message.source) return start === 0 ? undefined : hash.digest("hex");
    hash.update(message.source);
    if (message.source.length < PIECE_BYTES) return hash.digest("hex");
  }
}

/** `1:3,7`: a command line stays short, since most of a lane's messages follow each other. */
function rangeOf(uids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const uid of uids.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && uid === last[1] + 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(",");
}
