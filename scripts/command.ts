import { generateClient } from "./stack/build.ts";
import { stopChildren } from "./stack/child.ts";
import { exitCodeOfSignal } from "./stack/ending.ts";
import { ROOT } from "./stack/root.ts";

// Loaded when asked for: most of them import the database client, which a fresh checkout has to generate first.
const COMMANDS: Record<string, () => Promise<(words: string[]) => Promise<number>>> = {
  start: async () => (await import("./commands/start.ts")).start,
  test: async () => (await import("./commands/test.ts")).test,
  reset: async () => (await import("./commands/reset.ts")).reset,
  delivery: async () => (await import("./commands/delivery.ts")).delivery,
  status: async () => (await import("./commands/status.ts")).status,
  chaos: async () => (await import("./commands/chaos.ts")).chaos,
  bench: async () => (await import("./commands/bench.ts")).runBench,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  compose: async () => (await import("./commands/compose.ts")).compose,
  screenshots: async () => (await import("./commands/screenshots.ts")).screenshots,
};

const [name = "", ...words] = process.argv.slice(2);
const load = COMMANDS[name];
if (!load) {
  console.error(`Unknown command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`);
  process.exit(2);
}
process.exit(await run(load, words));

/** @returns the exit code; whatever the command started has been stopped by then */
async function run(
  load: () => Promise<(words: string[]) => Promise<number>>,
  words: string[],
): Promise<number> {
  try {
    await generateClient(ROOT);
    const command = await load();
    return await command(words);
  } catch (error) {
    const code = exitCodeOfSignal();
    if (code === undefined) console.error(error instanceof Error ? `\n✗ ${error.message}` : error);
    return code ?? 1;
  } finally {
    await stopChildren();
  }
}
