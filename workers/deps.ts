import { createHash } from "node:crypto";

import { type AlertWatcher, createAlertWatcher } from "#lib/alert-watcher.ts";
import { createAlertSender } from "#lib/adapters/alerts/sender.ts";
import { createDirectorySource } from "#lib/adapters/directory/directory-source.ts";
import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { createLimiter, type Limiter } from "#lib/adapters/graph/limiter.ts";
import { createMailReader } from "#lib/adapters/mail/mail-reader.ts";
import { createSftpSource } from "#lib/adapters/sftp/sftp-source.ts";
import { openContainer } from "#lib/adapters/staging/container.ts";
import { createVault, createVaultShelves } from "#lib/adapters/staging/vault.ts";
import { createVendorSource } from "#lib/adapters/vendor/vendor-source.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import { createDb, type Db } from "#lib/db/client.ts";
import { readDatabaseTime } from "#lib/db/database-time.ts";
import { noticeRestore } from "#lib/db/deployment.ts";
import { createDirectoryStore } from "#lib/db/directory-store.ts";
import { createLaneStore } from "#lib/db/lane-store.ts";
import { dropRequestShare, renewRequestShare } from "#lib/db/request-shares.ts";
import { createRunStore } from "#lib/db/run-store.ts";
import { readDeliveryPast } from "#lib/db/delivery-files.ts";
import { findCredentialsOfRun, sftpSecretContext, vendorSecretContext } from "#lib/db/vendor-credentials.ts";
import { Failure } from "#lib/domain/failure.ts";
import { readSftpLogin } from "#lib/domain/source.ts";
import { createEnvelope, type Envelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import type { WorkerEnv } from "#lib/env.ts";
import { createHttp, type Http } from "#lib/http.ts";
import type { Log } from "#lib/log.ts";
import { createOriginalsKeeper, type OriginalsKeeper } from "#lib/originals-keeper.ts";
import { createByteBudget } from "#lib/pipeline/byte-budget.ts";
import { createDraftAlarm } from "#lib/pipeline/draft-alarm.ts";
import { REQUESTS_IN_FLIGHT } from "#lib/pipeline/lane.ts";
import { guardedReader } from "#lib/pipeline/guarded-reader.ts";
import type { PipelineDeps } from "#lib/pipeline/ports/deps.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import type { JobName } from "#lib/queue/catalog.ts";
import { askProbes } from "#lib/operations/readiness.ts";
import { createProducer, type Enqueue } from "#lib/queue/enqueue.ts";
import type { QueueState } from "#lib/queue/queue-state.ts";

import { type Claims, createClaims } from "./claims.ts";
import { createDestination } from "./destination.ts";
import { recordBug } from "./faults.ts";
import { createRunNews, type RunNews } from "./run-news.ts";
import { systemClock } from "#lib/system-clock.ts";

/** Everything that a worker reaches: the composition root of the second process. */
export type WorkerDeps = {
  log: Log;
  now(): Date;
  claims: Claims;
  /** Of admins' wishes, to those at work on a run in this process. */
  news: RunNews;
  /** A hint, to this worker or another; a lost one is repaired by the sweep. */
  enqueue: Enqueue;
  /** Hints in Redis that no worker has picked up yet; 0 while Redis cannot be asked. */
  countWaiting(name: JobName): Promise<number>;
  /** Tells the other workers what Microsoft 365 said, and learns how many requests this one may have in flight. */
  renewShare(): Promise<void>;
  readQueues(): Promise<QueueState[]>;
  alerts: AlertWatcher;
  originals: OriginalsKeeper;
  /** Database, Redis and storage, by whether each answers. */
  ready(): Promise<Record<string, boolean>>;
  /** Once, before any work: whether this database was restored from a backup since it was last asked. */
  noticeRestore(): Promise<boolean>;
  /** The pipeline as it reaches one tenant's world. */
  pipelineOf(tenantId: string): PipelineDeps;
  close(): Promise<void>;
};

/** Of the originals that all runs and lanes of this process hold at the same time, decoded and encoded copies included. */
const MEMORY_BYTES = 48 * 1024 * 1024;

const STORAGE_PATIENCE_MS = 3_000;

/** @param watch sees every request that leaves the process */
export function createDeps(
  env: WorkerEnv,
  log: Log,
  workerId: string,
  host: string,
  watch: (http: Http) => Http = (http) => http,
): WorkerDeps {
  const staleMs = env.STALE_SECONDS * 1000;
  // Whoever takes over what a worker left that stands still needs the rows that its transactions have locked.
  const db = createDb(env.DATABASE_URL, { max: env.DATABASE_POOL, standstillMs: staleMs });
  const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
  const http = watch(
    createHttp({
      connections: env.GRAPH_MAX_IN_FLIGHT,
      headersTimeoutMs: 120_000,
      bodyTimeoutMs: 120_000,
    }),
  );
  const container = openContainer(env.AZURE_STORAGE_CONNECTION_STRING, env.STAGING_CONTAINER);
  const envelope = createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY));
  const now = () => systemClock.now();
  const shares = {
    ceiling: env.GRAPH_MAX_IN_FLIGHT,
    most: env.LANE_CONCURRENCY * REQUESTS_IN_FLIGHT,
    staleMs,
  };
  const renewShare = async () => {
    limiter.adopt(await renewRequestShare(db, workerId, limiter.takeReport(), shares));
  };
  // Where the others cannot be told now, the cut holds here, and the next sweep tells them.
  const limiter = createLimiter(() => void renewShare().catch(() => undefined));
  const news = createRunNews();
  return {
    log,
    now,
    news,
    claims: createClaims({
      db,
      workerId,
      host,
      staleMs,
      stallMs: env.STALL_SECONDS * 1000,
      places: { run: env.RUN_CONCURRENCY, lane: env.LANE_CONCURRENCY },
      now,
    }),
    enqueue: toleratingLoss(producer.enqueue, log),
    countWaiting: (name) => producer.countWaiting(name).catch(() => 0),
    renewShare,
    pipelineOf: pipelineOf(env, db, envelope, http, limiter, workerId, news, log),
    readQueues: () => producer.readQueues(now()),
    alerts: createAlertWatcher({
      db,
      envelope,
      send: createAlertSender({ isPrivateAllowed: env.ALERTS_ALLOW_PRIVATE }),
      log,
    }),
    originals: createOriginalsKeeper({
      db,
      shelves: createVaultShelves(container),
      vault: createVault({
        connectionString: env.AZURE_STORAGE_CONNECTION_STRING,
        containerName: env.STAGING_CONTAINER,
        envelope,
      }),
      sealAudit: auditSeals(envelope).sealAudit,
      log,
      readTime: () => readDatabaseTime(db),
    }),
    ready: () =>
      askProbes({
        database: () => readDatabaseTime(db),
        redis: () => producer.ping(),
        storage: () => container.ping(AbortSignal.timeout(STORAGE_PATIENCE_MS)),
      }),
    noticeRestore: () => noticeRestore(db),
    async close() {
      await dropRequestShare(db, workerId).catch(() => undefined);
      await producer.close();
      await http.close();
      await db.close();
    },
  };
}

function pipelineOf(
  env: WorkerEnv,
  db: Db,
  envelope: Envelope,
  http: Http,
  limiter: Limiter,
  workerId: string,
  news: RunNews,
  log: Log,
): WorkerDeps["pipelineOf"] {
  const clock = systemClock;
  // A worker never sends anybody to the consent page, so nothing comes back from there.
  const entra = createEntra({
    ...entraApplicationOf(env),
    http,
    graphUrl: env.GRAPH_URL,
    consentRedirectUri: env.GRAPH_URL,
    clock,
  });
  const openMailbox = createDestination(env, db, http, entra, limiter);
  const shared = {
    clock,
    runs: createRunStore(db, workerId),
    lanes: createLaneStore(db, workerId),
    directoryStore: createDirectoryStore(db),
    vault: createVault({
      connectionString: env.AZURE_STORAGE_CONNECTION_STRING,
      containerName: env.STAGING_CONTAINER,
      envelope,
    }),
    mail: guardedReader(createMailReader(), (error) =>
      recordBug(log, "An original could not be read and is kept", error, {}),
    ),
    memory: createByteBudget(MEMORY_BYTES),
    draftAlarm: createDraftAlarm(clock),
    jitter: () => Math.random(),
    digest: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest(),
    unknownOutcomeWaitMs: env.UNKNOWN_OUTCOME_WAIT_MS,
    maxItemsPerRun: env.RUN_MAX_ITEMS,
    openMailbox,
    leaveBehindAfterMs: 30_000,
    watchRun: (runId: string, onNews: () => void) => news.watch(runId, onNews),
    openSource: async (claim: RunClaim, _signal: AbortSignal, onProgress?: () => void) =>
      openSource(env, db, envelope, http, claim, onProgress),
  };
  return (tenantId) => ({
    ...shared,
    directory: createDirectorySource({
      http,
      clock,
      graphUrl: env.GRAPH_URL,
      tokenFor: (isFresh) => entra.tokenFor(tenantId, { fresh: isFresh }),
    }),
  });
}

/** A connector's source, as it was chosen in the wizard. */
async function openSource(
  env: WorkerEnv,
  db: Db,
  envelope: Envelope,
  http: Http,
  claim: RunClaim,
  onProgress: (() => void) | undefined,
): Promise<VendorSource> {
  const { tenantId } = claim;
  const found = await findCredentialsOfRun(db, claim);
  // A connector without a secret cannot be activated; without its key the secret cannot be opened.
  if (!found) throw new Failure("vendor-login-refused", { kind: "permanent", scope: "connector" });
  const { connectorId, username, secret, sftp } = found;
  if (!sftp) {
    const password = envelope.open(secret, vendorSecretContext(tenantId, connectorId));
    const vendor = { http, clock: systemClock, url: env.TELEMESSAGE_URL };
    return createVendorSource(vendor, { username, password }, onProgress);
  }
  const login = readSftpLogin(envelope.open(secret, sftpSecretContext(tenantId, connectorId)));
  return createSftpSource(
    { ...sftp, username, login, isPrivateAllowed: env.SFTP_ALLOW_PRIVATE },
    systemClock,
    () => readDeliveryPast(db, claim),
  );
}

/** Redis holds hints only: without it the sweep finds the work, later. */
function toleratingLoss(enqueue: Enqueue, log: Log): Enqueue {
  return async (name, payloads, round) => {
    try {
      await enqueue(name, payloads, round);
    } catch {
      log.warn("Hints were lost; the sweep finds the work", { job: name, count: payloads.length });
    }
  };
}
