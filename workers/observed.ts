import type { DeliveryOutcome, LaneStore } from "#lib/pipeline/ports/lane-store.ts";
import type { PipelineDeps } from "#lib/pipeline/ports/deps.ts";
import type { Vault } from "#lib/pipeline/ports/vault.ts";
import type { Http, HttpAnswer, HttpStream, NoAnswer } from "#lib/http.ts";
import type { WorkerMetrics } from "#lib/operations/worker-metrics.ts";
import type { JobHandlers } from "#lib/queue/catalog.ts";

import type { Claims } from "./claims.ts";
import type { WorkerDeps } from "./deps.ts";

/** The hands of one worker: which jobs it has in hand now. */
export type Hands = { readonly run: number; readonly lane: number };

/** The same dependencies, counted as they are used. Counts are words and numbers: no id comes near them. */
export function observeDeps(deps: WorkerDeps, metrics: WorkerMetrics): WorkerDeps {
  return {
    ...deps,
    claims: observeClaims(deps.claims, metrics),
    pipelineOf: (tenantId) => observePipeline(deps.pipelineOf(tenantId), metrics),
  };
}

/** Counts the jobs in hand while their handlers are at work. */
export function observeHandlers(handlers: JobHandlers): { handlers: JobHandlers; hands: Hands } {
  const hands = { run: 0, lane: 0 };
  const holding = async (job: keyof typeof hands, work: () => Promise<void>) => {
    hands[job] += 1;
    await work().finally(() => {
      hands[job] -= 1;
    });
  };
  return {
    hands,
    handlers: {
      run: (payload, signal) => holding("run", () => handlers.run(payload, signal)),
      lane: (payload, signal) => holding("lane", () => handlers.lane(payload, signal)),
    },
  };
}

/** @param services origins of the services that are worth a name of their own */
export function observeHttp(http: Http, services: Record<string, string>, metrics: WorkerMetrics): Http {
  const nameOf = new Map(Object.entries(services).map(([name, url]) => [new URL(url).origin, name]));
  const timed = async <Answer extends HttpAnswer | HttpStream | NoAnswer>(
    origin: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer> => {
    const began = performance.now();
    const answer = await ask();
    const seconds = (performance.now() - began) / 1000;
    metrics.answered(nameOf.get(new URL(origin).origin) ?? "other", wordOf(answer), seconds);
    return answer;
  };
  return {
    ...http,
    exchange: (request) => timed(request.origin, () => http.exchange(request)),
    open: (request, wholeBytes) => timed(request.origin, () => http.open(request, wholeBytes)),
  };
}

function wordOf(answer: HttpAnswer | HttpStream | NoAnswer): string {
  if (answer.kind === "no-answer") return answer.isSent ? "lost" : "unreachable";
  return answer.status === 429 ? "429" : `${Math.floor(answer.status / 100)}xx`;
}

function observeClaims(claims: Claims, metrics: WorkerMetrics): Claims {
  return {
    ...claims,
    async releaseLane(claim, wait) {
      if (wait?.code === "throttled") metrics.throttled();
      await claims.releaseLane(claim, wait);
    },
  };
}

export function observePipeline(deps: PipelineDeps, metrics: WorkerMetrics): PipelineDeps {
  return {
    ...deps,
    lanes: observeLanes(deps.lanes, metrics),
    vault: observeVault(deps.vault, metrics),
  };
}

/** Counted after the rows are written: what the ledger does not hold has not happened. */
function observeLanes(lanes: LaneStore, metrics: WorkerMetrics): LaneStore {
  return {
    ...lanes,
    async recordOutcomes(claim, outcomes, now) {
      await lanes.recordOutcomes(claim, outcomes, now);
      for (const outcome of outcomes) countOutcome(outcome, metrics);
    },
    async recordVerified(claim, verified, now) {
      await lanes.recordVerified(claim, verified, now);
      metrics.verified(verified.length);
    },
  };
}

function countOutcome(outcome: DeliveryOutcome, metrics: WorkerMetrics): void {
  if (outcome.state === "pending") {
    if (outcome.wasLost) metrics.lostAnswer(1);
    return;
  }
  metrics.outcome(outcome.state, 1);
  if (outcome.state === "failed") metrics.failure(outcome.reason, 1);
}

function observeVault(vault: Vault, metrics: WorkerMetrics): Vault {
  return {
    read: (...words) => vault.read(...words),
    async writePack(claim, entries, signal) {
      const stored = await vault.writePack(claim, entries, signal);
      metrics.staged(stored.pack.sizeBytes);
      return stored;
    },
    async writeStream(claim, itemId, stream, signal) {
      const stored = await vault.writeStream(claim, itemId, stream, signal);
      metrics.staged(stored.pack.sizeBytes);
      return stored;
    },
  };
}
