import type { Http } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { Mailbox, MailboxHold } from "#lib/pipeline/ports/mailbox.ts";
import { createGraphClient } from "./client.ts";
import { createMessage } from "./create-message.ts";
import { findByKey, listKeys } from "./find-messages.ts";
import { ensureFolder } from "./folder.ts";
import type { Limiter } from "./limiter.ts";
import { createMailboxTurnstile, type MailboxTurnstile } from "./mailbox-turnstile.ts";
import { removeMessage } from "./remove-message.ts";

export type MailboxesConfig = {
  http: Http;
  clock: Clock;
  /** `https://graph.microsoft.com`, or the sandbox's `http://host:port/path`: without the version. */
  graphUrl: string;
  /** An app-only token for Graph; `fresh` when the one held was refused. */
  tokenFor: (tenantId: string, options?: { fresh?: boolean }) => Promise<string>;
  /** Whether a token shows that the organization lets the application write mail. */
  showsConsent: (token: string) => boolean;
  /** Of the requests in flight over all mailboxes. */
  limiter: Limiter;
};

/** Opens a mailbox; costs nothing and sends nothing. */
export type OpenMailbox = (tenantId: string, userId: string, hold: MailboxHold) => Mailbox;

/** With so many known, those that nobody uses any more are forgotten. */
const KNOWN_MAILBOXES = 1000;

/** The mailboxes of Microsoft 365 as this process reaches them: one limiter for all, and one turnstile for each. */
export function createMailboxes(config: MailboxesConfig): OpenMailbox {
  const { http, clock, tokenFor, showsConsent, limiter } = config;
  const graphUrl = new URL(config.graphUrl);
  const turnstiles = new Map<string, MailboxTurnstile>();
  let forgetAt = KNOWN_MAILBOXES;

  const turnstileOf = (key: string) => {
    const known = turnstiles.get(key);
    if (known) return known;
    if (turnstiles.size >= forgetAt) {
      for (const [each, turnstile] of turnstiles) if (turnstile.isIdle()) turnstiles.delete(each);
      forgetAt = turnstiles.size + KNOWN_MAILBOXES;
    }
    const made = createMailboxTurnstile();
    turnstiles.set(key, made);
    return made;
  };

  return (tenantId, userId, hold) => {
    const token = (options?: { fresh?: boolean }) => tokenFor(tenantId, options);
    const mailbox = `${tenantId}/${userId}`;
    const access = { http, clock, graphUrl, tokenFor: token, showsConsent, limiter, mailbox };
    const client = createGraphClient(access, turnstileOf(mailbox), hold, userId);
    return {
      takes: "composed",
      ensureFolder: (name, knownFolderId, signal) => ensureFolder(client, name, knownFolderId, signal),
      findByKey: ({ importKey }, signal) => findByKey(client, importKey, signal),
      create: async (folderId, letter, keys, signal) => {
        if (letter.kind !== "composed") throw new TypeError("Graph takes composed messages");
        return createMessage(client, folderId, letter.message, keys, signal);
      },
      remove: (messageId, signal) => removeMessage(client, messageId, signal),
      listKeys: (folderId, span, cursor, signal) => listKeys(client, folderId, span, cursor, signal),
      close: () => Promise.resolve(),
    };
  };
}
