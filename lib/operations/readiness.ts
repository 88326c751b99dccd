import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 3_000;

/** One thing that a process depends on; its check throws, or hangs, when it cannot be reached. */
export type Probes = Record<string, () => Promise<unknown>>;

/** All probes side by side, each for three seconds at most. */
export async function askProbes(probes: Probes): Promise<Record<string, boolean>> {
  const answers = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await answersInTime(probe)] as const),
  );
  return Object.fromEntries(answers);
}

async function answersInTime(probe: () => Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const tooLate = delay(PATIENCE_MS, false, { signal: patience.signal, ref: false }).catch(() => false);
  const answer = Promise.resolve()
    .then(probe)
    .then(
      () => true,
      () => false,
    );
  return Promise.race([answer, tooLate]).finally(() => patience.abort());
}
