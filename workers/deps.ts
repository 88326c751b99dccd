import { createHash } from "node:crypto";

import { createDirectorySource } from "#lib/adapters/directory/directory-source.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { createMailboxes } from "#lib/adapters/graph/mailboxes.ts";
import { createMailReader } from "#lib/adapters/mail/mail-reader.ts";
import { createVault } from "#lib/adapters/staging/vault.ts";
import { createVendorSource } from "#lib/adapters/vendor/vendor-source.ts";
import { createDb, type Db } from "#lib/db/client.ts";
import { createDirectoryStore } from "#lib/db/directory-store.ts";
import { createLaneStore } from "#lib/db/lane-store.ts";
import { createRunStore } from "#lib/db/run-store.ts";
import { findCredentialsOfRun, vendorSecretContext } from "#lib/db/vendor-credentials.ts";
import { Failure } from "#lib/domain/failure.ts";
import { createEnvelope, type Envelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import type { WorkerEnv } from "#lib/env.ts";
import { createHttp, type Http } from "#lib/http.ts";
import type { Log } from "#lib/log.ts";
import { createByteBudget } from "#lib/pipeline/byte-budget.ts";
import type { PipelineDeps, RunClaim, VendorSource } from "#lib/pipeline/ports.ts";
import { createProducer, type Enqueue } from "#lib/queue/enqueue.ts";

import { type Claims, createClaims } from "./claims.ts";
import { systemClock } from "./clock.ts";

/** Everything that a worker reaches: the composition root of the second process. */
export type WorkerDeps = {
  log: Log;
  now(): Date;
  claims: Claims;
  /** A hint, to this worker or another; a lost one is repaired by the sweep. */
  enqueue: Enqueue;
  /** The pipeline as it reaches one tenant's world. */
  pipelineOf(tenantId: string): PipelineDeps;
  close(): Promise<void>;
};

/** Of the originals that all runs and lanes of this process hold at the same time, decoded and encoded copies included. */
const MEMORY_BYTES = 128 * 1024 * 1024;

export function createDeps(env: WorkerEnv, log: Log, workerId: string, host: string): WorkerDeps {
  const db = createDb(env.DATABASE_URL, { max: env.DATABASE_POOL });
  const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
  const http = createHttp({
    connections: env.GRAPH_MAX_IN_FLIGHT,
    headersTimeoutMs: 120_000,
    bodyTimeoutMs: 120_000,
  });
  const envelope = createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY));
  const now = () => systemClock.now();
  return {
    log,
    now,
    claims: createClaims({ db, workerId, host, staleMs: env.STALE_SECONDS * 1000, now }),
    enqueue: toleratingLoss(producer.enqueue, log),
    pipelineOf: pipelineOf(env, db, envelope, http, workerId),
    async close() {
      await producer.close();
      await http.close();
      await db.close();
    },
  };
}
