import { existsSync } from "node:fs";
import { join } from "node:path";

import { ACCOUNT_PASSWORD, ACCOUNTS, VENDOR_PASSWORD } from "#sandbox/world.ts";

import { buildAll } from "../stack/build.ts";
import { type Child, stopChildren } from "../stack/child.ts";
import { endLeftovers, forgetStack, noteStack, runningStack } from "../stack/lock.ts";
import { freePort } from "../stack/ports.ts";
import { ROOT } from "../stack/root.ts";
import { say, saying } from "../stack/say.ts";
import { seedDemo } from "../stack/seed-demo.ts";
import {
  migrate,
  productEnvironment,
  startPortal,
  startSandboxProcess,
  startServers,
  startWorker,
  type StackOptions,
} from "../stack/stack.ts";
import type { Environment } from "../stack/environment.ts";

const PREFERRED_PORTS = {
  portal: 3000,
  postgres: 5433,
  redis: 6380,
  azurite: 10000,
  sandbox: 7004,
  upload: 7005,
};

/** The whole product on this machine, until Ctrl-C. @returns the exit code */
export async function start(): Promise<number> {
  const dataDir = join(ROOT, ".data");
  const other = runningStack(dataDir);
  if (other !== undefined)
    throw new Error(`It is running already (process ${other}). Stop that one with Ctrl-C first.`);
  const leftovers = await endLeftovers(dataDir);
  if (leftovers.length > 0) say(`• Ended what an interrupted start left behind: ${leftovers.join(", ")}`);

  const children: Child[] = [];
  const end = endOfStack();
  const options: StackOptions = {
    root: ROOT,
    dataDir,
    isDurable: true,
    ports: PREFERRED_PORTS,
    onDeath: end.died,
  };
  let code = 0;
  try {
    const up = bringUp(options, children, end.isAsked);
    await Promise.race([up, end.asked]);
    // What is being started just now is waited for, so that it is stopped with the rest.
    if (end.isAsked()) await up.catch(() => undefined);
    code = await end.asked;
  } catch (error) {
    end.finish(1);
    console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
    code = 1;
  }
  say("• Stopping…");
  await stopChildren();
  forgetStack(dataDir);
  say("✓ Stopped. The data is kept; `npm start` goes on with it, `npm run reset` forgets it.");
  return code;
}

async function bringUp(options: StackOptions, children: Child[], isEnding: () => boolean): Promise<void> {
  let databaseUrl: string | undefined;
  const remember = (...added: Child[]) => {
    children.push(...added);
    noteStack(options.dataDir, children, databaseUrl);
    if (isEnding()) throw new Error("stopped while starting");
  };
  noteStack(options.dataDir, []);
  const servers = await saying("Starting PostgreSQL, Redis and Azurite", () => startServers(options));
  databaseUrl = servers.appUrl;
  remember(...servers.children);
  await saying("Bringing the database up to date", () => migrate(servers));
  const sandbox = usesSandbox()
    ? await saying("Starting the sandbox (TeleMessage, Entra ID, Graph)", () =>
        startSandboxProcess(options, sandboxSettings(options.dataDir)),
      )
    : undefined;
  if (sandbox) remember(sandbox);
  await buildAll(ROOT);

  const port = await freePort(Number(process.env["PORT"] ?? options.ports.portal));
  const portalUrl = process.env["NEXTAUTH_URL"] ?? `http://localhost:${port}`;
  const env = productEnvironment(servers, sandbox?.url, portalUrl);
  if (sandbox) await saying("Seeding the demo tenant", () => seedDemo(env, sandbox.url));
  keepWorkerAlive(options, env, { children, remember, isEnding });
  remember(await saying("Starting the portal and a worker", () => startPortal(options, port, env)));
  announce(portalUrl, sandbox?.url);
}

type Supervision = { children: Child[]; remember: (child: Child) => void; isEnding: () => boolean };

/** A worker that dies is replaced, as a server's supervisor would; its work is taken over from its rows. */
function keepWorkerAlive(options: StackOptions, env: Environment, supervision: Supervision): void {
  const { children, remember, isEnding } = supervision;
  const onDeath = (name: string, tail: string) => {
    if (isEnding()) return;
    say(`• The ${name} ended and is started again. Its last lines:\n${tail}`);
    const dead = children.findIndex((child) => child.name === name);
    if (dead >= 0) children.splice(dead, 1);
    setTimeout(() => {
      if (!isEnding()) keepWorkerAlive(options, env, supervision);
    }, RESTART_MS);
  };
  remember(startWorker({ ...options, onDeath }, env));
}

const RESTART_MS = 2_000;

function usesSandbox(): boolean {
  return !process.env["GRAPH_URL"];
}

function sandboxSettings(dataDir: string): Environment {
  const mailDir = process.env["SANDBOX_MAIL_DIR"] ?? join(ROOT, "../shared/corpus/carrier-mail");
  return {
    SANDBOX_DATA: join(dataDir, "sandbox.sqlite"),
    SANDBOX_CONSENTED: process.env["SANDBOX_CONSENTED"] ?? "contoso",
    SANDBOX_TRICKLE_PER_MINUTE: process.env["SANDBOX_TRICKLE_PER_MINUTE"] ?? "6",
    // About as slow as the real services, and enough to watch for a minute.
    SANDBOX_ITEMS: process.env["SANDBOX_ITEMS"] ?? "6000",
    SANDBOX_LATENCY_MS: process.env["SANDBOX_LATENCY_MS"] ?? "800",
    ...(existsSync(mailDir) && { SANDBOX_MAIL_DIR: mailDir }),
  };
}

function announce(portalUrl: string, sandboxUrl: string | undefined): void {
  const lines = [`Portal ready at ${portalUrl}`];
  if (sandboxUrl) {
    lines.push(
      "",
      "Sign in with Microsoft Entra ID (the sandbox's) as",
      ...ACCOUNTS.map(
        ({ username, roles }) =>
          `  ${username.padEnd(24)} ${ACCOUNT_PASSWORD}   ${roles.join(", ") || "no role"}`,
      ),
    );
    lines.push(
      "",
      `TeleMessage account for the wizard: contoso-verizon / ${VENDOR_PASSWORD}`,
      `Mailboxes to look into: ${sandboxUrl}`,
    );
  }
  lines.push("", "Ctrl-C stops everything.");
  console.log(`\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}

/** Ends by Ctrl-C or by the death of a process that should live. */
function endOfStack() {
  let isAsked = false;
  let resolve: (code: number) => void = () => undefined;
  const asked = new Promise<number>((done) => {
    resolve = done;
  });
  const finish = (code: number) => {
    isAsked = true;
    resolve(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => finish(0));
  return {
    asked,
    finish,
    isAsked: () => isAsked,
    died: (name: string, tail: string) => {
      if (isAsked) return;
      console.error(`\n✗ ${name} ended unexpectedly. Its last lines:\n${tail}`);
      finish(1);
    },
  };
}
