import { UnrecoverableError } from "bullmq";
import { z } from "zod";

/**
 * Every job and its payload. Payloads carry ids only, since Redis is not encrypted. A job is a hint: what is to be done
 * stands in Postgres, the sweep finds it again when the hint is lost, so none is retried by the queue.
 */
export const JOBS = {
  run: z.object({ runId: z.uuid() }),
  lane: z.object({ tenantId: z.uuid(), runId: z.uuid(), userId: z.string().min(1).max(64) }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]>;
/** One handler a job: a job without a handler does not compile. */
export type JobHandlers = {
  [Name in JobName]: (payload: JobPayload<Name>, signal: AbortSignal) => Promise<void>;
};

/** @throws UnrecoverableError: a payload that does not parse will not parse the next time either */
export function parsePayload<Name extends JobName>(name: Name, payload: unknown): JobPayload<Name> {
  const parsed = JOBS[name].safeParse(payload);
  // The message goes to Redis, so it names the job and nothing of the payload.
  if (!parsed.success) throw new UnrecoverableError(`The payload of a ${name} job is malformed`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of this very name has just proved it
  return parsed.data as JobPayload<Name>;
}

/**
 * The same work has the same id within a round, so that hints for it collapse into one. The round keeps a job that a dead
 * worker left *active*, and with it its id, from swallowing every later hint.
 * BullMQ refuses ids with colons and ids of digits alone: parts are joined with a dash behind the job's name.
 */
export function jobId<Name extends JobName>(name: Name, payload: JobPayload<Name>, round: string): string {
  const ids = "userId" in payload ? [payload.runId, payload.userId] : [payload.runId];
  return [name, ...ids, round].join("-").replaceAll(":", "_");
}
