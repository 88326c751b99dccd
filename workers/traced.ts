import type { Tracer } from "#lib/tracing/tracer.ts";
import type { LaneStore } from "#lib/pipeline/ports/lane-store.ts";
import type { PipelineDeps } from "#lib/pipeline/ports/deps.ts";
import type { Vault } from "#lib/pipeline/ports/vault.ts";
import type { JobHandlers } from "#lib/queue/catalog.ts";

import type { WorkerDeps } from "./deps.ts";

/** The same dependencies; what they are asked within a run or a lane is told as spans. */
export function traceDeps(deps: WorkerDeps, tracer: Tracer): WorkerDeps {
  return { ...deps, pipelineOf: (tenantId) => tracePipeline(deps.pipelineOf(tenantId), tracer) };
}

/** A span for each job. Of a lane the run is told, and not whose mailbox it is. */
export function traceHandlers(handlers: JobHandlers, tracer: Tracer): JobHandlers {
  return {
    run: (payload, signal) =>
      tracer.span("run", { runId: payload.runId }, () => handlers.run(payload, signal)),
    lane: (payload, signal) =>
      tracer.span("lane", { runId: payload.runId }, () => handlers.lane(payload, signal)),
  };
}

export function tracePipeline(deps: PipelineDeps, tracer: Tracer): PipelineDeps {
  return {
    ...deps,
    within: (part, work) => tracer.span(part, {}, work),
    lanes: traceLanes(deps.lanes, tracer),
    vault: traceVault(deps.vault, tracer),
  };
}

/** The batches in which a lane takes deliveries and writes down what became of them. */
function traceLanes(lanes: LaneStore, tracer: Tracer): LaneStore {
  return {
    ...lanes,
    takePending: (claim, limit, now) =>
      tracer.span("lane take", {}, async (note) => {
        const taken = await lanes.takePending(claim, limit, now);
        note({ count: taken.length });
        return taken;
      }),
    recordOutcomes: (claim, outcomes, now) =>
      tracer.span("lane record", { count: outcomes.length }, () =>
        lanes.recordOutcomes(claim, outcomes, now),
      ),
    recordVerified: (claim, verified, now) =>
      tracer.span("lane record verified", { count: verified.length }, () =>
        lanes.recordVerified(claim, verified, now),
      ),
  };
}

function traceVault(vault: Vault, tracer: Tracer): Vault {
  return {
    ...vault,
    writePack: (claim, entries, signal) =>
      tracer.span("vault write", { count: entries.length }, async (note) => {
        const stored = await vault.writePack(claim, entries, signal);
        note({ sizeBytes: stored.pack.sizeBytes });
        return stored;
      }),
  };
}
