import { runBench } from "./commands/bench.ts";
import { reset } from "./commands/reset.ts";
import { screenshots } from "./commands/screenshots.ts";
import { start } from "./commands/start.ts";
import { test } from "./commands/test.ts";

const COMMANDS: Record<string, (words: string[]) => Promise<number>> = {
  start,
  test,
  reset,
  bench: runBench,
  screenshots,
};

const [name = "", ...words] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  console.error(`Unknown command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`);
  process.exit(2);
}
try {
  process.exit(await command(words));
} catch (error) {
  console.error(error instanceof Error ? `\n✗ ${error.message}` : error);
  process.exit(1);
}
