import { Gauge, type Registry } from "prom-client";

import { addReading, createRegistry, type Metrics, metricsOf, type Reachability } from "./registry.ts";

/** Counts over the whole deployment, as the portal reads them. */
export type DeploymentReadings = {
  figures: () => Promise<{ figure: string; label: string; value: number }[]>;
  stagingBytes: () => Promise<number>;
  workersAlive: () => Promise<number>;
  queues: () => Promise<{ job: string; waiting: number; oldestMs: number }[]>;
  ready: Reachability;
};

/** The database's figures by their name there: metric, help, and the label's name where it has one. */
const FIGURES: Record<string, [name: string, help: string, label?: string]> = {
  runs: ["mac_runs_active", "Runs that have not ended, by state.", "state"],
  last_runs: ["mac_connectors_last_run", "Active connectors by the state of their last run.", "state"],
  connectors: ["mac_connectors", "Active connectors, and those that an admin has to act on.", "state"],
  lanes: ["mac_lanes", "Unfinished lanes of active runs: open, held by a worker, throttled.", "state"],
  deliveries_pending: ["mac_deliveries_pending", "Deliveries that active runs still have to settle."],
  run_queued_seconds: ["mac_run_queued_seconds_max", "How long the oldest queued run has been waiting."],
  watermark_age_seconds: [
    "mac_watermark_age_seconds_max",
    "The lag: age of the oldest watermark of an active connector.",
  ],
};

export function createPortalMetrics(readings: DeploymentReadings): Metrics {
  const registry = createRegistry(readings.ready);
  const collectors = [figuresOf(registry, readings), queuesOf(registry, readings)];
  addReading(registry, "mac_staging_bytes", "Bytes of originals in the vault.", readings.stagingBytes);
  addReading(registry, "mac_workers_alive", "Workers with a recent sign of life.", readings.workersAlive);
  const { read, names } = metricsOf(registry);
  return {
    names,
    // A part that cannot be read shows as unreachable, and what the others say is shown all the same.
    async read() {
      await Promise.all(collectors.map((collect) => collect().catch(() => undefined)));
      return read();
    },
  };
}

function figuresOf(registry: Registry, { figures }: DeploymentReadings): () => Promise<void> {
  const gauges = new Map(
    Object.entries(FIGURES).map(([figure, [name, help, label]]) => [
      figure,
      new Gauge({ name, help, labelNames: label === undefined ? [] : [label], registers: [registry] }),
    ]),
  );
  return async () => {
    // What cannot be read is not told as it was.
    for (const gauge of gauges.values()) gauge.reset();
    for (const { figure, label: word, value } of await figures()) {
      const [, , label] = FIGURES[figure] ?? [];
      gauges.get(figure)?.set(label === undefined ? {} : { [label]: word }, value);
    }
  };
}

function queuesOf(registry: Registry, { queues }: DeploymentReadings): () => Promise<void> {
  const options = { labelNames: ["job"], registers: [registry] };
  const waiting = new Gauge({
    name: "mac_queue_waiting",
    help: "Hints that no worker has picked up.",
    ...options,
  });
  const oldest = new Gauge({
    name: "mac_queue_oldest_seconds",
    help: "Age of the oldest of them.",
    ...options,
  });
  return async () => {
    for (const gauge of [waiting, oldest]) gauge.reset();
    for (const { job, waiting: count, oldestMs } of await queues()) {
      waiting.set({ job }, count);
      oldest.set({ job }, oldestMs / 1000);
    }
  };
}
