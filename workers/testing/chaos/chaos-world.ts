import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { buildAll } from "#scripts/stack/build.ts";
import { type Child, waitUntil } from "#scripts/stack/child.ts";
import type { Environment } from "#scripts/stack/environment.ts";
import { freePort } from "#scripts/stack/ports.ts";
import { ROOT } from "#scripts/stack/root.ts";
import {
  ANY_PORT,
  productEnvironment,
  startPortal,
  startSandboxProcess,
  startWorker,
  type StackOptions,
} from "#scripts/stack/stack.ts";

import { type SandboxControls, sandboxControls } from "./sandbox-controls.ts";
import { type ChaosServers, startChaosServers } from "./servers.ts";
import { openScreen, type Screen } from "./screen.ts";

/** The whole product in processes that can be killed, on servers that can be killed; only the sandbox stays. */
export type ChaosWorld = {
  servers: ChaosServers;
  sandbox: SandboxControls;
  env: Environment;
  /** The sandbox's first day ends here: all its traffic lies before. */
  startedAtMs: number;
  screen: Screen;
  startWorker(): Child;
  /** SIGKILL; returns when the next one answers. */
  restartPortal(): Promise<void>;
  /** How often a worker has found so far that another one had taken its lane over. */
  countTakeOvers(): number;
  /** Processes that ended without having been told to, with their last lines. */
  deaths: string[];
  close(): Promise<void>;
};

export type WorldSize = { seed: number; items: number; latencyMs: number };

/** After how long a silent worker's work is taken over here: the least that is allowed. */
export const STALE_SECONDS = 8;

export async function startChaosWorld({ seed, items, latencyMs }: WorldSize): Promise<ChaosWorld> {
  await buildAll(ROOT);
  const servers = await startChaosServers();
  const startedAtMs = Math.floor(Date.now() / 1000) * 1000 - 60_000;
  const deaths: string[] = [];
  const options: StackOptions = {
    root: ROOT,
    dataDir: servers.dataDir,
    isDurable: true,
    ports: ANY_PORT,
    onDeath: (name, tail) => deaths.push(`${name} ended by itself: ${tail}`),
  };
  const children: Child[] = [];
  const close = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await servers.close();
  };
  try {
    const sandbox = await startSandboxProcess(options, {
      SANDBOX_CONSENTED: "contoso",
      SANDBOX_SEED: String(seed),
      SANDBOX_ITEMS: String(items),
      SANDBOX_LATENCY_MS: String(latencyMs),
      SANDBOX_PAGE_ITEMS: "50",
      // The same traffic in every run, and within the first one's window for hours.
      SANDBOX_STARTED_AT: new Date(startedAtMs).toISOString(),
    });
    children.push(sandbox);
    const port = await freePort(0);
    const portalUrl = `http://localhost:${port}`;
    const env = environmentOf(servers, sandbox.url, portalUrl);
    let portal = await startPortal(options, port, env);
    children.push(portal);
    return {
      servers,
      sandbox: sandboxControls(sandbox.url),
      env,
      startedAtMs,
      screen: await openScreen(portalUrl),
      deaths,
      countTakeOvers: () => countTakeOvers(join(servers.dataDir, "logs")),
      startWorker() {
        const worker = startWorker(options, env, `worker-${children.length}`);
        children.push(worker);
        return worker;
      },
      async restartPortal() {
        const killed = portal;
        killed.kill("SIGKILL");
        await waitUntil("The portal's end", () => Promise.resolve(!killed.isAlive()));
        portal = await startPortal(options, port, env);
        children.push(portal);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function countTakeOvers(logs: string): number {
  const texts = readdirSync(logs).map((name) =>
    name.startsWith("worker") ? readFileSync(join(logs, name), "utf8") : "",
  );
  return texts.join("").split("Lane taken over by another worker").length - 1;
}

function environmentOf(servers: ChaosServers, sandboxUrl: string, portalUrl: string): Environment {
  const known = {
    children: [],
    secrets: {
      databaseAdmin: "",
      databaseApp: "",
      nextAuth: randomBytes(32).toString("hex"),
      envelopeKeys: `t:${randomBytes(32).toString("base64")}`,
    },
    adminUrl: servers.database.adminUrl,
    appUrl: servers.database.applicationUrl,
    redisUrl: servers.redisUrl,
    storage: servers.storage,
  };
  return {
    ...productEnvironment(known, sandboxUrl, portalUrl),
    SWEEP_SECONDS: "1",
    STALE_SECONDS: String(STALE_SECONDS),
    UNKNOWN_OUTCOME_WAIT_MS: "500",
  };
}
