import { benchImap } from "#bench/imap/bench-imap.ts";
import { benchImport } from "#bench/import/bench-import.ts";
import { benchLatency } from "#bench/latency/bench-latency.ts";
import { benchMapping } from "#bench/mapping/bench-mapping.ts";
import { benchMemory } from "#bench/memory/bench-memory.ts";
import { benchPages } from "#bench/pages/bench-pages.ts";
import { benchScale } from "#bench/scale/bench-scale.ts";

import { generateClient } from "../stack/build.ts";
import { endOnSignals } from "../stack/ending.ts";
import { ROOT } from "../stack/root.ts";

const BENCHES: Record<string, (words: string[]) => Promise<number>> = {
  imap: benchImap,
  import: benchImport,
  latency: benchLatency,
  mapping: benchMapping,
  memory: benchMemory,
  pages: benchPages,
  scale: benchScale,
};

/** Runs one of the measurements. They print figures and ratios, and judge nothing. */
export async function runBench(words: string[]): Promise<number> {
  const [name = "", ...rest] = words;
  const bench = BENCHES[name];
  if (!bench) throw new Error(`Unknown measurement ${name}. Known: ${Object.keys(BENCHES).join(", ")}.`);
  endOnSignals();
  await generateClient(ROOT);
  return bench(rest);
}
