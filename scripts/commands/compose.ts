import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { checkBackupOfBlobs } from "../compose/backup.ts";
import { findEngine, run } from "../compose/engine.ts";
import { checkHardening } from "../compose/hardening.ts";
import { beginLoad, checkLedger, runsEnded, settledBeyond } from "../compose/ledger.ts";
import { checkOperatorCommands, noteRestore } from "../compose/operators.ts";
import { makeProject, type Project } from "../compose/project.ts";
import { ROOT } from "../stack/root.ts";
import { say, saying } from "../stack/say.ts";
import { ensureProgram } from "../stack/system-packages.ts";

/** Enough to be killed, scaled and upgraded in the middle of it. */
const LOAD_ITEMS = 2_000;

/**
 * Brings docker-compose.yml up with the sandbox, walks the wizard, and disturbs an import in every way that an operator
 * does. Skipped, and said so, where there is no Docker engine. `--built`: with the images that are there, tagged `one` and
 * `two`; `--keep`: leaves the stack for a look. @returns the exit code
 */
export async function compose(words: string[]): Promise<number> {
  const engine = findEngine();
  if ("missing" in engine) {
    console.log(`\nSKIPPED: the composed stack was not tested, since ${engine.missing}.`);
    return 0;
  }
  const project = await makeProject(engine.compose, {
    SANDBOX_ITEMS: "300",
    SANDBOX_LATENCY_MS: "60",
    SANDBOX_TRICKLE_PER_MINUTE: "0",
    SWEEP_SECONDS: "1",
    STALE_SECONDS: "8",
    UNKNOWN_OUTCOME_WAIT_MS: "1000",
    BUILD_NETWORK: process.env["BUILD_NETWORK"] ?? "default",
  });
  const isKept = words.includes("--keep");
  try {
    await testStack(project, words.includes("--built"));
    console.log("\nThe composed stack passed.");
    return 0;
  } catch (error) {
    await project.compose("ps").then(console.log, () => undefined);
    await project
      .compose("logs", "--tail=25", "portal", "worker", "migrate")
      .then(console.log, () => undefined);
    throw error;
  } finally {
    if (!isKept) await project.compose("down", "-v", "--remove-orphans").catch(() => undefined);
  }
}

async function testStack(project: Project, isBuilt: boolean): Promise<void> {
  const build = isBuilt ? () => Promise.resolve("") : () => project.compose("build");
  await project.compose("down", "-v", "--remove-orphans");
  await saying("Building the images", build);
  await saying("Bringing the stack up", () => up(project, 1));
  await saying("Looking at how closed the containers are", () => checkHardening(project));
  await saying("Walking the wizard from outside", () => Promise.resolve(walkWizard(project)));
  await runsEnded(project);
  say(`✓ ${await checkLedger(project)} messages, as the ledger says`);
  await saying("Running the operator's commands inside the image", () => checkOperatorCommands(project));
  await saying("Reading the metrics on the private network", () => checkMetrics(project));
  await disturb(project, build);
  const messages = await checkLedger(project);
  say(`✓ ${messages} messages: nothing lost, nothing doubled`);
  await saying("Backing up, losing and restoring the blobs", () => checkBackupOfBlobs(project));
  await saying("Noting a restore inside the image", () => noteRestore(project));
  await saying("Taking the stack down and up again", async () => {
    await project.compose("down");
    await up(project, 1);
  });
  const kept = await checkLedger(project);
  if (kept !== messages) throw new Error(`of ${messages} messages ${kept} were kept`);
  say("✓ Everything was kept");
}

async function up(project: Project, workers: number): Promise<void> {
  await project.compose("up", "-d", "--scale", `worker=${workers}`);
  await project.healthy("portal", 1);
  await project.healthy("worker", workers);
  await project.healthy("sandbox", 1);
}

function walkWizard(project: Project): void {
  const done = spawnSync(
    process.execPath,
    [
      join(ROOT, "node_modules/@playwright/test/cli.js"),
      "test",
      "--project=setup",
      "-g",
      "A new admin connects a source",
      "--reporter=list",
    ],
    {
      cwd: ROOT,
      stdio: "inherit",
      env: {
        ...process.env,
        PORTAL_URL: project.portalUrl,
        SANDBOX_URL: project.sandboxUrl,
        SANDBOX_BROWSER_URL: project.sandboxBrowserUrl,
        CHROMIUM: ensureProgram("chromium", "chromium"),
      },
    },
  );
  if (done.status !== 0) throw new Error("The journey through the wizard failed");
}

async function checkMetrics(project: Project): Promise<void> {
  const ask = (service: string, path: string) =>
    project.compose(
      "exec",
      "-T",
      service,
      "node",
      "-e",
      `fetch("http://127.0.0.1:9464${path}").then(async r=>console.log(r.status,await r.text()))`,
    );
  const [portal, worker, ready] = await Promise.all([
    ask("portal", "/metrics"),
    ask("worker", "/metrics"),
    ask("worker", "/ready"),
  ]);
  if (!portal.includes("mac_workers_alive 1"))
    throw new Error(`the portal tells nothing of the worker:\n${portal}`);
  if (!/mac_deliveries_total\{outcome="imported"\} [1-9]/.test(worker))
    throw new Error(`the worker tells of no delivery:\n${worker}`);
  if (!ready.startsWith("200 ")) throw new Error(`the worker is not ready: ${ready}`);
  const outside = await fetch(`${project.portalUrl}/metrics`);
  if ((await outside.text()).includes("mac_")) throw new Error("metrics are told on the public port");
}

/** Killed, scaled up and down, upgraded: while an import is under way. */
async function disturb(project: Project, build: () => Promise<string>): Promise<void> {
  const number = await beginLoad(project, LOAD_ITEMS);
  await saying("Killing a worker in the middle of an import", async () => {
    await settledBeyond(project, number, 100);
    const [victim = ""] = await project.containers("worker");
    await run("docker", ["kill", "--signal=KILL", victim], process.env);
  });
  await saying("Scaling to four workers", async () => {
    await project.compose("up", "-d", "--no-deps", "--scale", "worker=4", "worker");
    await project.healthy("worker", 4);
    await settledBeyond(project, number, 700);
  });
  await saying("Killing two of them, and scaling to three", async () => {
    const [first = "", second = ""] = await project.containers("worker");
    await run("docker", ["kill", "--signal=KILL", first, second], process.env);
    await project.compose("up", "-d", "--no-deps", "--scale", "worker=3", "worker");
    await settledBeyond(project, number, 1_200);
  });
  await saying("Upgrading to another build while they work", async () => {
    project.useTag("two");
    await build();
    await project.compose("up", "-d", "--scale", "worker=3");
    await project.healthy("worker", 3);
    await project.healthy("portal", 1);
  });
  await saying("Waiting for the import's end", () => runsEnded(project));
}
