import { existsSync } from "node:fs";
import { join } from "node:path";

import { APPLICATION_ROLE, applyMigrations } from "#lib/db/migrate.ts";
import { APP } from "#sandbox/world.ts";

import { startAzurite } from "./azurite.ts";
import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";
import { ensureDatabase, startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { readOrMakeSecrets, type StackSecrets } from "./secrets.ts";
import type { Environment } from "./environment.ts";

export type StackOptions = {
  root: string;
  dataDir: string;
  isDurable: boolean;
  postgresSettings?: readonly string[];
  /** Ports that are tried first; any free one else. */
  ports: {
    portal: number;
    postgres: number;
    redis: number;
    azurite: number;
    sandbox: number;
    upload: number;
  };
  onDeath: (name: string, tail: string) => void;
};

/** The servers below the product, each embedded unless the environment names a real one. */
export type Servers = {
  children: Child[];
  secrets: StackSecrets;
  adminUrl: string;
  appUrl: string;
  redisUrl: string;
  storage: string;
};

/** For stacks that nobody visits by hand: whatever is free. */
export const ANY_PORT: StackOptions["ports"] = {
  portal: 0,
  postgres: 0,
  redis: 0,
  azurite: 0,
  sandbox: 0,
  upload: 0,
};

const DATABASE = "mobile_archive";

/** PostgreSQL, Redis and Azurite, or those that DATABASE_URL, REDIS_URL and AZURE_STORAGE_CONNECTION_STRING name. */
export async function startServers(options: StackOptions): Promise<Servers> {
  const secrets = readOrMakeSecrets(options.dataDir);
  const { DATABASE_URL, REDIS_URL, AZURE_STORAGE_CONNECTION_STRING } = process.env;
  const children: Child[] = [];
  const started = await Promise.allSettled([
    DATABASE_URL ? realDatabase(DATABASE_URL, secrets) : embeddedDatabase(options, secrets, children),
    REDIS_URL ??
      startRedis(options.dataDir, options.ports.redis, options.onDeath).then(
        (redis) => keep(children, redis).url,
      ),
    AZURE_STORAGE_CONNECTION_STRING ??
      startAzurite(options.root, options.dataDir, options.ports.azurite, options.onDeath).then(
        (azurite) => keep(children, azurite).connectionString,
      ),
  ]);
  const [database, redisUrl, storage] = started;
  if (database.status === "fulfilled" && redisUrl.status === "fulfilled" && storage.status === "fulfilled") {
    return { children, secrets, ...database.value, redisUrl: redisUrl.value, storage: storage.value };
  }
  throw started.find((each) => each.status === "rejected")?.reason;
}

/** The schema, and the role that the product connects as. */
export async function migrate(servers: Servers): Promise<void> {
  await applyMigrations(servers.adminUrl, servers.appUrl);
}

/** The stand-in for TeleMessage, Entra ID and Graph. */
export async function startSandboxProcess(
  options: StackOptions,
  settings: Environment,
): Promise<Child & { url: string }> {
  const port = await freePort(options.ports.sandbox);
  const uploadPort = await freePort(options.ports.upload === port ? 0 : options.ports.upload);
  const env = {
    ...process.env,
    SANDBOX_PORT: String(port),
    SANDBOX_UPLOAD_PORT: String(uploadPort),
    ...settings,
  };
  const child = startNode(options, "sandbox", "sandbox/main.ts", env);
  const url = `http://127.0.0.1:${port}`;
  await waitUntil("The sandbox", async () => (await fetch(`${url}/control/health`)).ok);
  return { ...child, url };
}

/** What portal and workers share, pointing at the servers and, unless the environment names real ones, at the sandbox. */
export function productEnvironment(
  servers: Servers,
  sandboxUrl: string | undefined,
  portalUrl: string,
): Environment {
  const sandbox = sandboxUrl
    ? {
        ENTRA_AUTHORITY: `${sandboxUrl}/entra`,
        ENTRA_TENANT: "organizations",
        ENTRA_CLIENT_ID: APP.clientId,
        ENTRA_CLIENT_SECRET: APP.clientSecret,
        GRAPH_URL: `${sandboxUrl}/graph`,
        TELEMESSAGE_URL: `${sandboxUrl}/telemessage`,
      }
    : {};
  return {
    ...sandbox,
    ENVELOPE_KEYS: servers.secrets.envelopeKeys,
    NEXTAUTH_URL: portalUrl,
    NEXTAUTH_SECRET: servers.secrets.nextAuth,
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_OPTIONS: "--disable-warning=DEP0169 --disable-warning=ExperimentalWarning",
    ...process.env,
    DATABASE_URL: servers.appUrl,
    REDIS_URL: servers.redisUrl,
    AZURE_STORAGE_CONNECTION_STRING: servers.storage,
  };
}

/** A signal would open a debugger, and with it the heap: messages and keys in clear text. */
const NO_INSPECTOR = "--disable-sigusr1";

/** MB for what is new: a page's rendering fits, and is not carried into the old generation, whose collection stops answers. */
const ROOM_FOR_A_PAGE = "--max-semi-space-size=32";

export async function startPortal(
  options: StackOptions,
  port: number,
  env: Environment,
  name = "portal",
): Promise<Child> {
  const entry = join(options.root, ".next/standalone/server.js");
  if (!existsSync(entry)) throw new Error("The portal is not built");
  const child = startChild({
    name,
    command: process.execPath,
    words: [ROOM_FOR_A_PAGE, NO_INSPECTOR, entry],
    cwd: join(options.root, ".next/standalone"),
    env: { ...env, PORT: String(port), HOSTNAME: "127.0.0.1", NODE_ENV: "production" },
    logFile: join(options.dataDir, `logs/${name}.log`),
    onDeath: options.onDeath,
  });
  await waitUntil("The portal", async () => (await fetch(`http://127.0.0.1:${port}/sign-in`)).ok);
  return child;
}

export function startWorker(options: StackOptions, env: Environment, name = "worker"): Child {
  return startNode(
    options,
    name,
    "workers/main.ts",
    { ...env, ...WORKER_MEMORY.env, NODE_ENV: "production" },
    WORKER_MEMORY.flags,
  );
}

/** As in the Dockerfile: freed buffers go back to the system at once, and short-lived objects get less room. */
const WORKER_MEMORY = {
  env: { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_TRIM_THRESHOLD_: "1048576" },
  flags: ["--max-semi-space-size=8", "--heap-growing-percent=40", NO_INSPECTOR],
};

function startNode(
  options: StackOptions,
  name: string,
  entry: string,
  env: Environment,
  flags: readonly string[] = [],
): Child {
  return startChild({
    name,
    command: process.execPath,
    words: ["--disable-warning=ExperimentalWarning", ...flags, join(options.root, entry)],
    cwd: options.root,
    env,
    logFile: join(options.dataDir, `logs/${name}.log`),
    onDeath: options.onDeath,
  });
}

async function embeddedDatabase(options: StackOptions, secrets: StackSecrets, children: Child[]) {
  const postgres = keep(
    children,
    await startPostgres({
      root: options.root,
      dataDir: options.dataDir,
      preferredPort: options.ports.postgres,
      adminPassword: secrets.databaseAdmin,
      isDurable: options.isDurable,
      settings: options.postgresSettings,
      onDeath: options.onDeath,
    }),
  );
  await ensureDatabase(postgres.urlOf("postgres", secrets.databaseAdmin, "postgres"), DATABASE);
  return {
    adminUrl: postgres.urlOf("postgres", secrets.databaseAdmin, DATABASE),
    appUrl: postgres.urlOf(APPLICATION_ROLE, secrets.databaseApp, DATABASE),
  };
}

/** DATABASE_URL is the owner's here; the product gets a role of its own in it, which cannot bypass row-level security. */
function realDatabase(ownerUrl: string, secrets: StackSecrets) {
  const appUrl = new URL(ownerUrl);
  appUrl.username = APPLICATION_ROLE;
  appUrl.password = secrets.databaseApp;
  return Promise.resolve({ adminUrl: ownerUrl, appUrl: appUrl.toString() });
}

function keep<Server extends Child>(children: Child[], server: Server): Server {
  children.push(server);
  return server;
}
