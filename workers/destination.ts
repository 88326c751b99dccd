import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { showsMailConsent } from "#lib/adapters/entra/consent.ts";
import { createEntra, type Entra } from "#lib/adapters/entra/entra.ts";
import type { Limiter } from "#lib/adapters/graph/limiter.ts";
import { createMailboxes } from "#lib/adapters/graph/mailboxes.ts";
import type { ImapAuth } from "#lib/adapters/imap/credential.ts";
import { createImapMailboxes } from "#lib/adapters/imap/mailboxes.ts";
import type { Db } from "#lib/db/client.ts";
import { findPrincipalName } from "#lib/db/directory-users.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { Http } from "#lib/http.ts";
import type { PipelineDeps } from "#lib/pipeline/ports/deps.ts";
import { systemClock } from "#lib/system-clock.ts";

const IMAP_PORTS = { implicit: 993, starttls: 143, none: 143 } as const;

/** Where this deployment's messages go: Microsoft 365, or an IMAP server. */
export function createDestination(
  env: WorkerEnv,
  db: Db,
  http: Http,
  entra: Entra,
  limiter: Limiter,
): PipelineDeps["openMailbox"] {
  if (env.MAILBOX_DESTINATION === "imap") {
    return createImapMailboxes({
      server: {
        host: env.IMAP_HOST ?? "",
        port: env.IMAP_PORT ?? IMAP_PORTS[env.IMAP_SECURITY],
        security: env.IMAP_SECURITY,
      },
      auth: imapAuthOf(env, http),
      loginNameOf: (tenantId, userId) => findPrincipalName(db, tenantId, userId),
      maxConnections: env.IMAP_CONNECTIONS_PER_MAILBOX,
    });
  }
  return createMailboxes({
    http,
    clock: systemClock,
    graphUrl: env.GRAPH_URL,
    tokenFor: entra.tokenFor,
    showsConsent: showsMailConsent,
    limiter,
  });
}

function imapAuthOf(env: WorkerEnv, http: Http): ImapAuth {
  if (env.IMAP_AUTH === "master") {
    return {
      kind: "master",
      user: env.IMAP_MASTER_USER ?? "",
      password: env.IMAP_MASTER_PASSWORD ?? "",
      separator: env.IMAP_MASTER_SEPARATOR,
    };
  }
  // The same application, with tokens for the mail server instead of Graph.
  const { tokenFor } = createEntra({
    ...entraApplicationOf(env),
    http,
    graphUrl: env.GRAPH_URL,
    consentRedirectUri: env.GRAPH_URL,
    clock: systemClock,
    scope: env.IMAP_TOKEN_SCOPE,
  });
  return { kind: "xoauth2", tokenFor };
}
