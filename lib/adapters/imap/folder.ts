import type { ImapFlow } from "imapflow";
import { Failure } from "#lib/domain/failure.ts";
import type { EnsuredFolder } from "#lib/pipeline/ports/mailbox.ts";
import type { Connections } from "./connections.ts";
import { parseImapError } from "./failures.ts";
import { spellingsOf } from "./folder-name.ts";
import { folderIdOf } from "./message-ids.ts";

/**
 * Finds or makes the folder at the top of the personal namespace, and subscribes to it, so that mail programs show it. It
 * is always looked for by its name: one that was renamed, or deleted and made again, is another.
 */
export function ensureFolder(
  connections: Connections,
  name: string,
  knownFolderId: string | undefined,
  signal: AbortSignal,
): Promise<EnsuredFolder> {
  return connections.use("other", signal, async (client) => {
    const spellings = spellingsOf(name, client.namespace?.delimiter ?? "");
    for (const spelling of spellings) {
      const folderId = await findFolder(client, spelling);
      if (folderId !== undefined) return { folderId, origin: folderId === knownFolderId ? "known" : "found" };
    }
    return createFolder(client, spellings);
  });
}

async function createFolder(client: ImapFlow, spellings: readonly string[]): Promise<EnsuredFolder> {
  const [spelling = "", ...others] = spellings;
  try {
    // Subscribes, too.
    const { created } = await client.mailboxCreate(spelling);
    const folderId = await findFolder(client, spelling);
    if (folderId === undefined) throw new Failure("folder-missing", { kind: "transient", scope: "mailbox" });
    return { folderId, origin: created ? "created" : "found" };
  } catch (error) {
    const isSpelling = parseImapError(error)?.serverResponseCode === "CANNOT";
    if (!isSpelling || others.length === 0) throw error;
    return createFolder(client, others);
  }
}

async function findFolder(client: ImapFlow, spelling: string): Promise<string | undefined> {
  try {
    const status = await client.status(spelling, { uidValidity: true });
    if (!status || status.uidValidity === undefined) return undefined;
    return folderIdOf(status.uidValidity, status.path);
  } catch (error) {
    if (parseImapError(error)?.code === "NotFound") return undefined;
    throw error;
  }
}
