import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import type { Child } from "#scripts/stack/child.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { saying } from "#scripts/stack/say.ts";
import { seedDemo } from "#scripts/stack/seed-demo.ts";
import {
  ANY_PORT,
  migrate,
  productEnvironment,
  type Servers,
  startSandboxProcess,
  startServers,
  startWorker,
  stopAll,
  type StackOptions,
} from "#scripts/stack/stack.ts";

import { cpuSecondsOf } from "./cpu.ts";
import { type Environment, processEnv } from "#scripts/stack/environment.ts";

type Figures = { deliveries: number; seconds: number; cpuSeconds: number };
type ProductFigures = Figures & { createSeconds: number };

const dataDir = join(ROOT, ".data/bench");

/**
 * Deliveries a second and CPU time a delivery of one worker against the sandbox, from the vendor's listing to the
 * read-back, beside a bare loop that posts the same bodies with the same HTTP client, mailboxes and requests in flight.
 * Words: the number of items (default 4000), the number of users (default 200), the sandbox's latency in ms (default 0).
 */
export async function benchImport(words: string[]): Promise<number> {
  const [items = "4000", users = "200", latencyMs = "0"] = words;
  rmSync(dataDir, { recursive: true, force: true });
  const children: Child[] = [];
  const onDeath = (name: string, tail: string) => console.error(`${name} ended:\n${tail}`);
  const options: StackOptions = { root: ROOT, dataDir, isDurable: true, ports: ANY_PORT, onDeath };
  try {
    const servers = await saying("Starting PostgreSQL, Redis and Azurite", () => startServers(options));
    children.push(...servers.children);
    await migrate(servers);
    const settings = {
      SANDBOX_ITEMS: items,
      SANDBOX_USERS: users,
      SANDBOX_LATENCY_MS: latencyMs,
      SANDBOX_SPECIALS: "0",
      SANDBOX_CONSENTED: "contoso",
    };
    const sandbox = await startSandboxProcess(options, settings);
    children.push(sandbox);
    const env = productEnvironment(servers, sandbox.url, "http://localhost:3000");
    const seeded = await seedDemo(env, sandbox.url);
    if (!seeded) throw new Error("the bench's database was not empty");
    const product = await saying("Importing with one worker", () =>
      importOnce(options, servers, env, seeded.runId, children),
    );
    const bare = await saying("Posting the same bodies with a bare loop", () =>
      Promise.resolve(postBare(env, seeded.runId)),
    );
    print(product, bare);
    return 0;
  } finally {
    await stopAll(children);
  }
}

async function importOnce(
  options: StackOptions,
  servers: Servers,
  env: Environment,
  runId: string,
  children: Child[],
): Promise<ProductFigures> {
  const client = new Client({ connectionString: servers.adminUrl });
  await client.connect();
  const worker = startWorker(options, env);
  children.push(worker);
  try {
    for (;;) {
      await delay(100);
      const { rows } = await client.query<{ state: string; seconds: number }>(
        "select state, extract(epoch from ended_at - started_at)::float as seconds from run where id = $1",
        [runId],
      );
      const run = rows[0];
      if (!run || run.state === "queued" || run.state === "running") continue;
      const cpuSeconds = cpuSecondsOf(worker.pid);
      const counted = await client.query<{ count: number; createSeconds: number }>(
        `select count(*)::int, extract(epoch from max(settled_at) - min(posted_at))::float as "createSeconds"
         from delivery where run_id = $1 and verified_at is not null`,
        [runId],
      );
      console.log(`  the run ended as ${run.state}`);
      const { count = 0, createSeconds = 0 } = counted.rows[0] ?? {};
      return { deliveries: count, seconds: run.seconds, cpuSeconds, createSeconds };
    }
  } finally {
    await client.end();
    await worker.stop();
  }
}

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
  const rate = product.deliveries / product.seconds / (bare.deliveries / bare.seconds);
  const creating = product.deliveries / product.createSeconds / (bare.deliveries / bare.seconds);
  const cpu = bare.cpuSeconds / bare.deliveries / (product.cpuSeconds / product.deliveries);
  console.log(`
                           deliveries   seconds  deliveries/s  CPU ms a delivery
${row("product, whole run", product)}
${row("bare loop, posts only", bare)}
deliveries a second, product's whole run : bare       ${rate.toFixed(2)}
deliveries a second, first to last create : bare      ${creating.toFixed(2)}   (${product.createSeconds.toFixed(2)} s)
deliveries a CPU second, product's whole run : bare   ${cpu.toFixed(2)}`);
}
