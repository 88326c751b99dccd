import { spawnSync } from "node:child_process";
import { chmodSync, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { processEnv } from "#scripts/stack/environment.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { saying } from "#scripts/stack/say.ts";
import { inMegabytes } from "#workers/testing/process-memory.ts";

import { type BenchStack, onBenchStack } from "../bench-stack.ts";

type Figures = {
  acceptedRows: number;
  refusedRows: number;
  seconds: number;
  cpuSeconds: number;
  peakBytes: number;
};

const ROUNDS = 3;

/**
 * A custom mapping read, checked, normalized and stored by what the portal does with an upload, beside PostgreSQL's own
 * COPY of the same file into a table with a primary key. Words: the number of rows (default 1,000,000).
 */
export async function benchMapping(words: string[]): Promise<number> {
  const [rows = "1000000"] = words;
  return onBenchStack({ SANDBOX_ITEMS: "10" }, async (stack) => {
    const file = join(ROOT, ".data/bench/mapping.csv");
    await pipeline(Readable.from(linesOf(Number(rows))), createWriteStream(file));
    // COPY reads it as the server's own user.
    chmodSync(file, 0o644);
    const copies: number[] = [];
    const products: Figures[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      copies.push(await saying(`COPY, round ${round}`, () => copied(stack, file)));
      products.push(await saying(`The product, round ${round}`, () => Promise.resolve(read(stack, file))));
    }
    print(median(copies), products);
    return 0;
  });
}

function* linesOf(rows: number): Generator<string> {
  yield "External User ID,Microsoft 365 User Mailbox\r\n";
  for (let row = 0; row < rows; row += 1)
    yield `1${200 + (row % 800)}${String(2_000_000 + Math.floor(row / 800)).padStart(7, "0")},person.${row}@contoso.com\r\n`;
}

async function copied({ admin }: BenchStack, file: string): Promise<number> {
  await admin.query("drop table if exists bench_mapping");
  await admin.query("create table bench_mapping (phone text primary key, address text not null)");
  const began = performance.now();
  await admin.query(`copy bench_mapping from '${file}' with (format csv, header true)`);
  return (performance.now() - began) / 1000;
}

function read({ env, connectorId }: BenchStack, file: string): Figures {
  const script = join(ROOT, "bench/mapping/read-mapping.ts");
  const done = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, connectorId, file],
    { env: processEnv(env), encoding: "utf8" },
  );
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as Figures;
}

function print(copySeconds: number, products: readonly Figures[]): void {
  const seconds = median(products.map((product) => product.seconds));
  const cpuSeconds = median(products.map((product) => product.cpuSeconds));
  const peakBytes = Math.max(...products.map((product) => product.peakBytes));
  console.log(`
rows accepted ${products[0]?.acceptedRows}, refused ${products[0]?.refusedRows}; medians of ${ROUNDS} rounds
COPY into a table with a primary key   ${copySeconds.toFixed(2)} s
the product                            ${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of it on its own processor
product : COPY                         ${(seconds / copySeconds).toFixed(2)}
memory, peak                           ${inMegabytes(peakBytes)} MB`);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
