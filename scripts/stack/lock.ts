import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

type Note = { pid: number; children: { name: string; pid: number }[]; databaseUrl?: string | undefined };

/** The process that keeps a stack in this data folder now, if any. */
export function runningStack(dataDir: string): number | undefined {
  const note = readNote(dataDir);
  return note && isOurs(note.pid, "scripts/command.ts") ? note.pid : undefined;
}

/** Notes who runs here, so that a second start refuses and a start after a crash cleans up. */
export function noteStack(
  dataDir: string,
  children: { name: string; pid: number }[],
  databaseUrl?: string,
): void {
  mkdirSync(dataDir, { recursive: true });
  const note: Note = { pid: process.pid, children, databaseUrl };
  writeFileSync(noteFile(dataDir), JSON.stringify(note), { mode: 0o600 });
}

/** Where the database of the stack is that runs here now. */
export function databaseOfStack(dataDir: string): string | undefined {
  return runningStack(dataDir) === undefined ? undefined : readNote(dataDir)?.databaseUrl;
}

export function forgetStack(dataDir: string): void {
  rmSync(noteFile(dataDir), { force: true });
}

/** Ends what a killed start left behind: only processes that it had noted and that still are what it started. */
export async function endLeftovers(dataDir: string): Promise<string[]> {
  const note = readNote(dataDir);
  if (!note) return [];
  const left = note.children.filter(({ name, pid }) => isOurs(pid, COMMAND_OF[name] ?? name));
  for (const { name, pid } of left) process.kill(pid, name === "postgres" ? "SIGINT" : "SIGTERM");
  // They hold their ports and PostgreSQL its lock file until they are gone.
  const until = performance.now() + 20_000;
  const isThere = ({ name, pid }: Note["children"][number]) => isOurs(pid, COMMAND_OF[name] ?? name);
  while (left.some(isThere) && performance.now() < until) await delay(100);
  for (const { pid } of left.filter(isThere)) process.kill(pid, "SIGKILL");
  return left.map(({ name }) => name);
}

const COMMAND_OF: Record<string, string> = {
  postgres: "bin/postgres",
  redis: "redis-server",
  azurite: "azurite",
  sandbox: "sandbox/main.ts",
  portal: "next-server",
  worker: "workers/main.ts",
};

function noteFile(dataDir: string): string {
  return join(dataDir, "stack.json");
}

function readNote(dataDir: string): Note | undefined {
  if (!existsSync(noteFile(dataDir))) return undefined;
  try {
    return JSON.parse(readFileSync(noteFile(dataDir), "utf8")) as Note;
  } catch {
    return undefined;
  }
}

/** Process ids are used again by the system: the command line must be the noted one too. */
function isOurs(pid: number, command: string): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(command);
  } catch {
    return false;
  }
}
