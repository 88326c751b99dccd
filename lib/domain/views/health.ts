import type { Instant } from "./page.ts";

export type SystemHealth = {
  /** Workers that gave a sign of life within the last minute. */
  workersAlive: number;
  /** When one of these last took a job. */
  lastJobAt: Instant | null;
  jobsAtWork: number;
  /** Work waits since then although a living worker has a free place and takes nothing. */
  waitingSince: Instant | null;
};
