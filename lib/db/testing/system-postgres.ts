import { execFileSync, spawn } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "#scripts/stack/child.ts";
import { processEnv } from "#scripts/stack/environment.ts";
import { freePort } from "#scripts/stack/ports.ts";
import { findProgram, installPackage } from "#scripts/stack/system-packages.ts";
import { Client } from "pg";

/** PostgreSQL as Debian packages it, the programs for backups included. A missing one is installed. */
export type SystemPostgres = {
  adminUrl: string;
  /** Runs one of its programs against its server; gives what it wrote, takes what it reads. */
  run(program: string, words: readonly string[], input?: Uint8Array): Buffer;
  close(): Promise<void>;
};

export async function startSystemPostgres(): Promise<SystemPostgres> {
  const bin = binFolder() ?? installed();
  const folder = mkdtempSync(join(tmpdir(), "system-postgres-"));
  const cluster = join(folder, "cluster");
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {};
  if (isRoot) execFileSync("chown", ["postgres", folder]);
  execFileSync(join(bin, "initdb"), ["-D", cluster, "-U", "postgres", "--auth=trust", "-E", "UTF8", "-N"], {
    ...user,
    stdio: "pipe",
  });
  const port = await freePort(0);
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  const server = spawn(
    join(bin, "postgres"),
    ["-D", cluster, "-p", String(port), ...settings.flatMap((each) => ["-c", each])],
    { ...user, stdio: "ignore" },
  );
  const adminUrl = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await waitUntil("PostgreSQL", () => answers(adminUrl));
  return {
    adminUrl,
    run: (program, words, input) =>
      execFileSync(join(bin, program), words, {
        env: processEnv({ PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "postgres" }),
        stdio: ["pipe", "pipe", "pipe"],
        maxBuffer: 64 * 1024 * 1024,
        ...(input && { input }),
      }),
    async close() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function binFolder(): string | undefined {
  return globSync("/usr/lib/postgresql/*/bin").find((bin) => findProgram(join(bin, "pg_dump")));
}

function installed(): string {
  installPackage("postgresql", "PostgreSQL's own programs are missing.");
  const bin = binFolder();
  if (bin === undefined) throw new Error("postgresql was installed, but pg_dump was not found");
  return bin;
}

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
