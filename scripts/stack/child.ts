import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Environment, processEnv } from "./environment.ts";

export type ChildOptions = {
  name: string;
  command: string;
  words: string[];
  env?: Environment;
  cwd?: string;
  logFile: string;
  uid?: number;
  gid?: number;
  stopSignal?: NodeJS.Signals;
  /** Called when it ends without having been told to. */
  onDeath?: (name: string, logTail: string) => void;
};

export type Child = {
  name: string;
  pid: number;
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  isAlive(): boolean;
};

/** What was started and lives, in the order of its start. */
const living = new Set<Child>();
let isRefusing = false;

/** Nothing is started any more, and what ends by itself from now on is nobody's news. */
export function refuseChildren(): void {
  isRefusing = true;
}

/** Stops everything that this process has started: last started, first stopped. */
export async function stopChildren(): Promise<void> {
  for (const child of [...living].toReversed()) await child.stop();
}

/** Starts a process in a group of its own, so that Ctrl-C reaches it in our order, with its output in a file. */
export function startChild(options: ChildOptions): Child {
  if (isRefusing) throw new Error(`The ${options.name} was not started: everything is being stopped`);
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a");
  const child = spawn(options.command, options.words, {
    cwd: options.cwd,
    env: processEnv(options.env ?? process.env),
    stdio: ["ignore", log, log],
    detached: true,
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  });
  closeSync(log);
  let isStopping = false;
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const started: Child = {
    name: options.name,
    pid: child.pid ?? -1,
    isAlive,
    kill(signal) {
      isStopping = true;
      child.kill(signal);
    },
    async stop() {
      isStopping = true;
      if (isAlive()) await end(child, options.stopSignal ?? "SIGTERM");
    },
  };
  living.add(started);
  child.once("error", (error) => {
    living.delete(started);
    options.onDeath?.(options.name, error.message);
  });
  child.once("exit", () => {
    living.delete(started);
    if (!isStopping && !isRefusing) options.onDeath?.(options.name, tailOf(options.logFile));
  });
  return started;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const grace = delay(20_000, "late" as const, { ref: false });
  if ((await Promise.race([ended, grace])) === "late") {
    child.kill("SIGKILL");
    await ended;
  }
}

/** The last lines of a log file. */
export function tailOf(file: string, lines = 15): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

/** Tries until `isReady` says so. @throws Error naming what did not become ready */
export async function waitUntil(what: string, isReady: () => Promise<boolean>, seconds = 60): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    if (await isReady().catch(() => false)) return;
    await delay(100);
  }
  throw new Error(`${what} did not become ready within ${seconds} s`);
}
