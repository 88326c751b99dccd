import type { Http } from "#lib/http.ts";
import type { Clock, Mailbox } from "#lib/pipeline/ports.ts";
import { createGraphClient } from "./client.ts";
import { createMessage } from "./create-message.ts";
import { findByKey, listKeys } from "./find-messages.ts";
import { ensureFolder } from "./folder.ts";
import { createLimiter } from "./limiter.ts";
import { createMailboxTurnstile, type MailboxTurnstile } from "./mailbox-turnstile.ts";
import { removeMessage } from "./remove-message.ts";

export type MailboxesConfig = {
  http: Http;
  clock: Clock;
  /** `https://graph.microsoft.com`, or the sandbox's `http://host:port/path`: without the version. */
  graphUrl: string;
  /** An app-only token for Graph; `fresh` when the one held was refused. */
  tokenFor: (tenantId: string, options?: { fresh?: boolean }) => Promise<string>;
  /** Requests in flight over all mailboxes of this process, at most; a 429 makes it fewer for a while. */
  maxInFlight: number;
};

/** Opens a mailbox; costs nothing and sends nothing. */
export type OpenMailbox = (tenantId: string, userId: string) => Mailbox;

/** With so many known, those that nobody uses any more are forgotten. */
const KNOWN_MAILBOXES = 1000;

/** The mailboxes of Microsoft 365 as this process reaches them: one limiter for all, and one turnstile for each. */
export function createMailboxes(config: MailboxesConfig): OpenMailbox {
  const { http, clock, tokenFor } = config;
  const graphUrl = new URL(config.graphUrl);
  const limiter = createLimiter(config.maxInFlight);
  const turnstiles = new Map<string, MailboxTurnstile>();
  let forgetAt = KNOWN_MAILBOXES;

  const turnstileOf = (tenantId: string, userId: string) => {
    const key = `${tenantId}/${userId}`;
    const known = turnstiles.get(key);
    if (known) return known;
    if (turnstiles.size >= forgetAt) {
      for (const [each, turnstile] of turnstiles) if (turnstile.isIdle()) turnstiles.delete(each);
      forgetAt = turnstiles.size + KNOWN_MAILBOXES;
    }
    const made = createMailboxTurnstile(clock);
    turnstiles.set(key, made);
    return made;
  };

  return (tenantId, userId) => {
    const token = (options?: { fresh?: boolean }) => tokenFor(tenantId, options);
    const access = { http, clock, graphUrl, tokenFor: token, limiter };
    const client = createGraphClient(access, turnstileOf(tenantId, userId), userId);
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
