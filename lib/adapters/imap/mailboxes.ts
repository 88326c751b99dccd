import { Failure } from "#lib/domain/failure.ts";
import type { Mailbox } from "#lib/pipeline/ports/mailbox.ts";
import { appendMessage } from "./append-message.ts";
import { connect, type ImapServer } from "./connect.ts";
import { createConnections } from "./connections.ts";
import { createCredential, type ImapAuth } from "./credential.ts";
import { findByBytes, listKeys } from "./find-messages.ts";
import { ensureFolder } from "./folder.ts";
import { sha256Of, withCrLf } from "./line-ends.ts";
import { pathOf } from "./message-ids.ts";
import { removeMessage } from "./remove-message.ts";

export type ImapMailboxesConfig = {
  server: ImapServer;
  auth: ImapAuth;
  /** The user's name at the server; `undefined` where the directory has no such user. */
  loginNameOf(tenantId: string, userId: string): Promise<string | undefined>;
  /** To one mailbox at the same time. */
  maxConnections: number;
};

/** Opens a mailbox; costs nothing and sends nothing. */
export type OpenImapMailbox = (tenantId: string, userId: string) => Mailbox;

/** The mailboxes of an IMAP server, which keep originals byte by byte and know them by their bytes. */
export function createImapMailboxes(config: ImapMailboxesConfig): OpenImapMailbox {
  const credential = createCredential(config.auth);

  const open = async (tenantId: string, userId: string) => {
    const name = await config.loginNameOf(tenantId, userId);
    if (name === undefined) throw new Failure("mailbox-not-enabled", { kind: "permanent", scope: "mailbox" });
    return credential.signIn(tenantId, name, (login) => connect(config.server, login));
  };

  return (tenantId, userId) => {
    const connections = createConnections(() => open(tenantId, userId), config.maxConnections);
    /** Originals by the hash of what was carried, where that is another than their own. */
    const originals = new Map<string, string>();
    let archivePath: string | undefined;
    const find: Mailbox["findByKey"] = (sought, signal) =>
      findByBytes(connections, archivePath, sought, signal);
    return {
      takes: "original",
      async ensureFolder(name, knownFolderId, signal) {
        const folder = await ensureFolder(connections, name, knownFolderId, signal);
        archivePath = pathOf(folder.folderId);
        return folder;
      },
      findByKey: find,
      async create(folderId, letter, keys, signal) {
        if (letter.kind !== "original") throw new TypeError("an IMAP server takes originals");
        const { bytes, sentAt } = letter;
        const carried = withCrLf(bytes);
        if (carried !== bytes) originals.set(sha256Of(carried), keys.sha256);
        const messageId = await appendMessage(connections, folderId, carried, sentAt, signal);
        if (messageId !== undefined) return messageId;
        const sought = { ...keys, sentAt, messageId, original: () => Promise.resolve(bytes) };
        const newest = (await find(sought, signal)).at(-1);
        if (newest) return newest.messageId;
        throw new Failure("mailbox-unreachable", { kind: "transient", isOutcomeUnknown: true });
      },
      remove: (messageId, signal) => removeMessage(connections, messageId, signal),
      async listKeys(folderId, span, cursor, signal) {
        const page = await listKeys(connections, folderId, span, cursor, signal);
        const messages = page.messages.map((message) => {
          const sha256 = originals.get(message.sha256 ?? "");
          return sha256 === undefined ? message : { messageId: message.messageId, isComplete: true, sha256 };
        });
        return { ...page, messages };
      },
      close: () => connections.close(),
    };
  };
}
