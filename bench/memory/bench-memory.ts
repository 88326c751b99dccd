import { saying } from "#scripts/stack/say.ts";
import { takeCensus } from "#workers/testing/mailbox-census.ts";
import { inMegabytes, memoryOf, type ProcessMemory } from "#workers/testing/process-memory.ts";

import { type BenchStack, type EndedRun, onBenchStack, runEnded } from "../bench-stack.ts";

/** Source: the plan's figures, "Memory of a worker". */
const LIMIT_MB = 350;

type Phase = { step: string; seconds: number; peakBytes: number };

/**
 * The memory of one worker over a run: sampled, and its peak as the system counted it. Words: the number of items
 * (default 100,000), the large ones among them (default a hundred of 10 MB and one of 60 MB), the number of users.
 */
export async function benchMemory(words: string[]): Promise<number> {
  const [items = "100000", large = "100x10,1x60", users = "400"] = words;
  const settings = {
    SANDBOX_ITEMS: items,
    SANDBOX_LARGE_ITEMS: large,
    SANDBOX_USERS: users,
    SANDBOX_DATA: "sandbox.sqlite",
  };
  return onBenchStack(settings, async (stack) => {
    const worker = stack.startWorker("worker");
    const { run, phases } = await saying("Importing with one worker", () => watched(stack, worker.pid));
    const peak = memoryOf(worker.pid).peakBytes;
    await worker.stop();
    printPhases(run, phases, peak);
    await printLedger(stack);
    return Number(inMegabytes(peak)) <= LIMIT_MB ? 0 : 1;
  });
}

async function watched(stack: BenchStack, pid: number): Promise<{ run: EndedRun; phases: Phase[] }> {
  const phases: Phase[] = [];
  let lookedAt = performance.now();
  const run = await runEnded(stack, 100, (step) => {
    const now = performance.now();
    const memory: ProcessMemory = memoryOf(pid);
    if (phases.at(-1)?.step !== step) phases.push({ step, seconds: 0, peakBytes: 0 });
    const phase = phases.at(-1);
    if (phase) {
      phase.seconds += (now - lookedAt) / 1000;
      phase.peakBytes = Math.max(phase.peakBytes, memory.bytes);
    }
    lookedAt = now;
  });
  return { run, phases };
}

function printPhases(run: EndedRun, phases: readonly Phase[], peakBytes: number): void {
  console.log(`\nthe run ended as ${run.state} after ${run.seconds.toFixed(1)} s\n`);
  console.log("step        seconds   highest sample, MB");
  for (const { step, seconds, peakBytes: sampled } of phases)
    console.log(`${step.padEnd(10)} ${seconds.toFixed(1).padStart(8)} ${inMegabytes(sampled).padStart(20)}`);
  console.log(`\nworker's peak (VmHWM) ${inMegabytes(peakBytes)} MB of ${LIMIT_MB} MB`);
}

/** Mailboxes and ledger beside each other: each is counted where it lies. */
async function printLedger({ admin, runId, sandboxUrl }: BenchStack): Promise<void> {
  const { rows: items } = await admin.query<{ state: string; reason: string | null; count: number }>(
    "select state, reason, count(*)::int from item where run_id = $1 group by 1, 2 order by 1, 2",
    [runId],
  );
  for (const { state, reason, count } of items)
    console.log(`items ${state}${reason ? ` (${reason})` : ""}: ${count}`);
  const { rows } = await admin.query<{ copy: string }>(
    `select user_id || '/' || encode(import_key, 'hex') as copy from delivery
     where run_id = $1 and state in ('imported', 'partial', 'duplicate')`,
    [runId],
  );
  const { rows: open } = await admin.query<{ state: string; count: number }>(
    `select state, count(*)::int from delivery where run_id = $1 and verified_at is null group by 1 order by 1`,
    [runId],
  );
  for (const { state, count } of open) console.log(`deliveries ${state}, not read back: ${count}`);
  const census = await takeCensus(sandboxUrl);
  const inMailboxes = new Set(census.copies);
  const inLedger = new Set(rows.map(({ copy }) => copy));
  const lost = [...inLedger].filter((copy) => !inMailboxes.has(copy)).length;
  const unknown = [...inMailboxes].filter((copy) => !inLedger.has(copy)).length;
  const doubled = census.copies.length - inMailboxes.size;
  console.log(
    `messages ${census.messages}, lost ${lost}, doubled ${doubled}, not in the ledger ${unknown}, drafts ${census.drafts}`,
  );
}
