import { spawnSync } from "node:child_process";
import { join } from "node:path";

import type { Environment } from "#scripts/stack/environment.ts";
import { processEnv } from "#scripts/stack/environment.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { saying } from "#scripts/stack/say.ts";

import { type BenchStack, onBenchStack, runEnded } from "../bench-stack.ts";
import { cpuSecondsOf } from "./cpu.ts";

type Figures = { deliveries: number; seconds: number; cpuSeconds: number };
type ProductFigures = Figures & { createSeconds: number; laneCpuSeconds: number };

/**
 * Deliveries a second and CPU time a delivery of one worker against the sandbox, from the vendor's listing to the
 * read-back, beside a bare loop that posts the same bodies with the same HTTP client, mailboxes and requests in flight.
 * Words: the number of items (default 4000), the number of users (default 200), the sandbox's latency in ms (default 0).
 */
export async function benchImport(words: string[]): Promise<number> {
  const [items = "4000", users = "200", latencyMs = "0"] = words;
  const settings = { SANDBOX_ITEMS: items, SANDBOX_USERS: users, SANDBOX_LATENCY_MS: latencyMs };
  return onBenchStack(settings, async (stack) => {
    const product = await saying("Importing with one worker", () => importOnce(stack));
    const bare = await saying("Posting the same bodies with a bare loop", () =>
      Promise.resolve(postBare(stack.env, stack.runId)),
    );
    print(product, bare);
    return 0;
  });
}

async function importOnce(stack: BenchStack): Promise<ProductFigures> {
  const worker = stack.startWorker("worker");
  let [cpuAtStart, cpuBeforeLanes] = [0, 0];
  const run = await runEnded(stack, 50, (step) => {
    const now = cpuSecondsOf(worker.pid);
    if (step === "queued") cpuAtStart = now;
    if (!LANE_STEPS.has(step)) cpuBeforeLanes = now;
  });
  const cpuAtEnd = cpuSecondsOf(worker.pid);
  await worker.stop();
  console.log(`  the run ended as ${run.state}`);
  const { rows } = await stack.admin.query<{ deliveries: number; createSeconds: number }>(
    `select count(*)::int as deliveries,
       extract(epoch from max(settled_at) - min(posted_at))::float as "createSeconds"
     from delivery where run_id = $1 and verified_at is not null`,
    [stack.runId],
  );
  const { deliveries = 0, createSeconds = 0 } = rows[0] ?? {};
  return {
    deliveries,
    seconds: run.seconds,
    // Without what a process costs before it takes its first run.
    cpuSeconds: cpuAtEnd - cpuAtStart,
    createSeconds,
    laneCpuSeconds: cpuAtEnd - cpuBeforeLanes,
  };
}

const LANE_STEPS = new Set(["import", "verify", "report"]);

/** In a process of its own, so that its CPU time is its own. */
function postBare(env: Environment, runId: string): Figures {
  const done = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(ROOT, "bench/import/bare-loop.ts"), runId],
    { env: processEnv(env), encoding: "utf8" },
  );
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as Figures;
}

function print(product: ProductFigures, bare: Figures): void {
  const row = (name: string, { deliveries, seconds, cpuSeconds }: Figures) =>
    `${name.padEnd(26)} ${String(deliveries).padStart(8)} ${seconds.toFixed(2).padStart(9)} ${(deliveries / seconds).toFixed(0).padStart(13)} ${((cpuSeconds / deliveries) * 1000).toFixed(3).padStart(17)}`;
  const { deliveries, createSeconds, laneCpuSeconds } = product;
  const creating = deliveries / createSeconds / (bare.deliveries / bare.seconds);
  const cpuRatio = (cpuSeconds: number) => bare.cpuSeconds / bare.deliveries / (cpuSeconds / deliveries);
  console.log(`
                           deliveries   seconds  deliveries/s  CPU ms a delivery
${row("product, whole run", product)}
${row("product, lanes", { deliveries, seconds: createSeconds, cpuSeconds: laneCpuSeconds })}
${row("bare loop, posts only", bare)}
deliveries a second, lanes : bare                 ${creating.toFixed(2)}
deliveries a CPU second, lanes : bare             ${cpuRatio(laneCpuSeconds).toFixed(2)}
deliveries a CPU second, whole run : bare         ${cpuRatio(product.cpuSeconds).toFixed(2)}`);
}
