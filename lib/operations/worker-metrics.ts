import { Counter, Gauge, Histogram } from "prom-client";

import { addReading, createRegistry, type Metrics, metricsOf, type Reachability } from "./registry.ts";

/** What one worker has done since it started. */
export type WorkerMetrics = Metrics & {
  outcome: (outcome: string, count: number) => void;
  failure: (reason: string, count: number) => void;
  lostAnswer: (count: number) => void;
  verified: (count: number) => void;
  staged: (bytes: number) => void;
  jobPicked: (job: string) => void;
  throttled: () => void;
  answered: (service: string, answer: string, seconds: number) => void;
  sweepDone: (at: Date) => void;
};

export type WorkerReadings = { lanesInHand: () => number; runsInHand: () => number; ready: Reachability };

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createWorkerMetrics({ lanesInHand, runsInHand, ready }: WorkerReadings): WorkerMetrics {
  const registry = createRegistry(ready);
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const deliveries = counter("mac_deliveries_total", "Deliveries settled, by outcome.", "outcome");
  const failures = counter("mac_delivery_failures_total", "Deliveries that failed, by reason.", "reason");
  const lost = counter("mac_lost_answers_total", "Requests that were lost and not carried out.");
  const verified = counter("mac_deliveries_verified_total", "Deliveries found on read-back.");
  const staged = counter("mac_staged_bytes_total", "Bytes of originals written to the vault.");
  const jobs = counter("mac_jobs_picked_total", "Hints picked up from the queue.", "job");
  const throttled = counter("mac_lanes_throttled_total", "Lanes given back because they have to wait.");
  const answers = counter("mac_http_answers_total", "Answers of the outside world.", "service", "answer");
  const seconds = new Histogram({
    name: "mac_http_request_seconds",
    help: "How long the outside world took to answer.",
    labelNames: ["service"],
    buckets: SECONDS,
    registers,
  });
  const sweep = gauge("mac_last_sweep_timestamp_seconds", "When the sweep last came to an end.");
  const picked = gauge("mac_last_job_timestamp_seconds", "When a hint was last picked up.");
  addReading(registry, "mac_lanes_in_hand", "Lanes that this worker holds.", lanesInHand);
  addReading(registry, "mac_runs_in_hand", "Runs that this worker prepares.", runsInHand);
  sweep.setToCurrentTime();
  return {
    ...metricsOf(registry),
    outcome: (outcome, count) => deliveries.inc({ outcome }, count),
    failure: (reason, count) => failures.inc({ reason }, count),
    lostAnswer: (count) => lost.inc(count),
    verified: (count) => verified.inc(count),
    staged: (bytes) => staged.inc(bytes),
    jobPicked(job) {
      jobs.inc({ job });
      picked.setToCurrentTime();
    },
    throttled: () => throttled.inc(),
    answered(service, answer, duration) {
      answers.inc({ service, answer });
      seconds.observe({ service }, duration);
    },
    sweepDone: (at) => sweep.set(at.getTime() / 1000),
  };
}
