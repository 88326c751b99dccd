import { createAlertSender } from "#lib/adapters/alerts/sender.ts";
import { readMappingFile } from "#lib/adapters/csv/read-mapping-file.ts";
import { createDirectorySource } from "#lib/adapters/directory/directory-source.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { checkSftp } from "#lib/adapters/sftp/check-sftp.ts";
import { checkVendorLogin } from "#lib/adapters/vendor/check-vendor-login.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import type { Db } from "#lib/db/client.ts";
import { readDatabaseTime } from "#lib/db/database-time.ts";
import { createDirectoryStore } from "#lib/db/directory-store.ts";
import { Failure } from "#lib/domain/failure.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import type { PortalEnv } from "#lib/env.ts";
import { createHttp, type Http } from "#lib/http.ts";
import { paths } from "#lib/paths.ts";
import { systemClock } from "#lib/system-clock.ts";
import { syncDirectory } from "#lib/pipeline/sync-directory.ts";
import type { Producer } from "#lib/queue/enqueue.ts";
import type { World } from "#lib/services/context.ts";

/** An admin who walks back and forth does not read the directory each time. */
const DIRECTORY_FRESH_MS = 5 * 60_000;
const DIRECTORY_PATIENCE_MS = 60_000;

/**
 * What the services reach besides the database, in the portal and wherever else a verb is called.
 * @param watch sees every request that leaves the process
 */
export function createWorld(
  env: PortalEnv,
  db: Db,
  producer: Producer,
  watch: (http: Http) => Http = (http) => http,
): World {
  const clock = systemClock;
  const http = watch(createHttp({ connections: 32, headersTimeoutMs: 30_000, bodyTimeoutMs: 60_000 }));
  const envelope = createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY));
  const consentRedirectUri = new URL(paths.consentCallback, env.NEXTAUTH_URL).href;
  const entra = createEntra({
    ...entraApplicationOf(env),
    http,
    graphUrl: env.GRAPH_URL,
    consentRedirectUri,
    clock,
  });
  const directoryStore = createDirectoryStore(db);
  const syncedAtMs = new Map<string, number>();

  return {
    now: () => clock.now(),
    readTime: () => readDatabaseTime(db),
    checkVendorLogin: (credentials) =>
      checkVendorLogin({ http, clock, url: env.TELEMESSAGE_URL }, credentials),
    checkSftp: (address, login) => checkSftp({ ...address, login, isPrivateAllowed: env.SFTP_ALLOW_PRIVATE }),
    sealSecret: (plaintext, context) => Promise.resolve(envelope.seal(plaintext, context)),
    openSecret: (sealed, context) => Promise.resolve(envelope.open(sealed, context)),
    ...auditSeals(envelope),
    adminConsentUrl: (tenantId, state) => entra.adminConsentUrl(tenantId, state),
    proveConsent: (tenantId, probeUserId) => entra.proveConsent(tenantId, probeUserId),
    async refreshDirectory(tenantId) {
      const nowMs = clock.now().getTime();
      if (nowMs - (syncedAtMs.get(tenantId) ?? 0) < DIRECTORY_FRESH_MS) return;
      const tokenFor = (isFresh: boolean) => entra.tokenFor(tenantId, { fresh: isFresh });
      const directory = createDirectorySource({ http, clock, graphUrl: env.GRAPH_URL, tokenFor });
      const patience = AbortSignal.timeout(DIRECTORY_PATIENCE_MS);
      try {
        await syncDirectory({ clock, directory, directoryStore }, tenantId, patience);
      } catch (cause) {
        // A large organization takes longer than an admin waits; the first run reads all of it.
        if (!patience.aborted) throw cause;
        throw new Failure("directory-unreachable", { kind: "transient", scope: "connector", cause });
      }
      syncedAtMs.set(tenantId, nowMs);
    },
    readMappingFile,
    portalUrl: new URL(env.NEXTAUTH_URL).origin,
    isPlainWebhookAllowed: env.ALERTS_ALLOW_PRIVATE,
    sendAlert: createAlertSender({ isPrivateAllowed: env.ALERTS_ALLOW_PRIVATE }),
    enqueueRun: (runId) => producer.enqueue("run", [{ runId }]),
  };
}
