import { rmSync } from "node:fs";
import { join } from "node:path";

import { type Child, stopChildren } from "./child.ts";
import type { Environment } from "./environment.ts";
import { freePort } from "./ports.ts";
import { ROOT } from "./root.ts";
import { saying } from "./say.ts";
import { seedDemo } from "./seed-demo.ts";
import {
  ANY_PORT,
  migrate,
  productEnvironment,
  startPortal,
  startSandboxProcess,
  startServers,
  startWorker,
  type StackOptions,
} from "./stack.ts";

/** Servers, a sandbox and the demo's connector, whose first run is queued; worker and portal are the user's to start. */
export type OwnStack = {
  env: Environment;
  adminUrl: string;
  sandboxUrl: string;
  connectorId: string;
  runId: string;
  startWorker(name?: string, settings?: Environment): Child;
  /** The portal as it was built. @returns where it answers */
  startPortal(): Promise<string>;
};

type OwnStackOptions = {
  /** Below `.data`; emptied first. */
  folder: string;
  isDurable: boolean;
  /** A `SANDBOX_DATA` is a name in the folder. */
  sandbox: Environment;
  postgresSettings?: readonly string[];
};

/** Lays a stack down anew for one purpose, and stops everything that was started in its course. */
export async function onOwnStack<Result>(
  { folder, isDurable, sandbox: settings, postgresSettings = [] }: OwnStackOptions,
  use: (stack: OwnStack) => Promise<Result>,
): Promise<Result> {
  const dataDir = join(ROOT, ".data", folder);
  rmSync(dataDir, { recursive: true, force: true });
  const onDeath = (name: string, tail: string) => console.error(`✗ ${name} ended unexpectedly:\n${tail}`);
  const options: StackOptions = {
    root: ROOT,
    dataDir,
    isDurable,
    ports: ANY_PORT,
    postgresSettings,
    onDeath,
  };
  try {
    const servers = await saying("Starting PostgreSQL, Redis and Azurite", () => startServers(options));
    await migrate(servers);
    const { SANDBOX_DATA: data } = settings;
    const sandbox = await startSandboxProcess(options, {
      SANDBOX_CONSENTED: "contoso",
      ...settings,
      ...(data && { SANDBOX_DATA: join(dataDir, data) }),
    });
    const port = await freePort(0);
    const portalUrl = `http://localhost:${port}`;
    const env = productEnvironment(servers, sandbox.url, portalUrl);
    const seeded = await seedDemo(env, sandbox.url);
    if (!seeded) throw new Error("The database was not empty: it is another one than this stack's own");
    return await use({
      env,
      adminUrl: servers.adminUrl,
      sandboxUrl: sandbox.url,
      ...seeded,
      startWorker: (name, more = {}) => startWorker(options, { ...env, ...more }, name),
      async startPortal() {
        await startPortal(options, port, env);
        return portalUrl;
      },
    });
  } finally {
    await stopChildren();
  }
}
