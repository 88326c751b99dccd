import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import type { Environment } from "#scripts/stack/environment.ts";
import { onOwnStack, type OwnStack } from "#scripts/stack/own-stack.ts";

/** A stack of its own with the owner's connection to its database; workers are the measurement's own to start. */
export type BenchStack = OwnStack & { admin: Client };

/** How a run ended, and its seconds from the first claim to the end. */
export type EndedRun = { state: string; seconds: number };

/** Lays everything down anew, measures, and stops everything that it started. */
export function onBenchStack<Result>(
  sandboxSettings: Environment,
  measure: (stack: BenchStack) => Promise<Result>,
  postgresSettings: readonly string[] = [],
): Promise<Result> {
  const sandbox = { SANDBOX_SPECIALS: "0", ...sandboxSettings };
  return onOwnStack({ folder: "bench", isDurable: true, sandbox, postgresSettings }, async (stack) => {
    const admin = new Client({ connectionString: stack.adminUrl });
    await admin.connect();
    try {
      return await measure({ ...stack, admin });
    } finally {
      await admin.end();
    }
  });
}

/** Waits for a run's end, and tells its step (or that it is queued) again and again until then. */
export async function runEnded(
  { admin, runId }: BenchStack,
  everyMs: number,
  onLook: (step: string) => void,
): Promise<EndedRun> {
  for (;;) {
    const { rows } = await admin.query<EndedRun & { step: string; hasEnded: boolean }>(
      `select state, step, ended_at is not null as "hasEnded",
         extract(epoch from coalesce(ended_at, now()) - started_at)::float as seconds
       from run where id = $1`,
      [runId],
    );
    const [run] = rows;
    if (run?.hasEnded) return run;
    if (run) onLook(run.state === "queued" ? "queued" : run.step);
    await delay(everyMs);
  }
}
