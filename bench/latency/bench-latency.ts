import { saying } from "#scripts/stack/say.ts";

import { type BenchStack, onBenchStack, runEnded } from "../bench-stack.ts";

/** Source: Graph, "Outlook service limits": requests in flight of one app at one mailbox. */
const IN_FLIGHT_A_MAILBOX = 4;
/** The folder is looked for and made, and in the end its keys are listed, each for itself. */
const REQUESTS_AROUND_A_LANE = 3;

type Figures = { deliveries: number; lanes: number; seconds: number; throttled: number };

/**
 * How much of what latency and concurrency allow one worker makes of it, and what a second worker adds. Latency is to be
 * the bound here, not this machine's processors, so few mailboxes are written at a time. Words: the number of items
 * (default 8,000), the latency in ms (100), the mailboxes that a worker writes at a time (6), the number of users (200).
 */
export async function benchLatency(words: string[]): Promise<number> {
  const [items = "8000", latencyMs = "100", lanesAtOnce = "6", users = "200"] = words;
  const settings = { SANDBOX_ITEMS: items, SANDBOX_USERS: users, SANDBOX_LATENCY_MS: latencyMs };
  const importWith = (workers: number) =>
    onBenchStack(settings, (stack) =>
      saying(`Importing with ${workers} worker${workers > 1 ? "s" : ""}`, () =>
        timed(stack, workers, lanesAtOnce),
      ),
    );
  const one = await importWith(1);
  const two = await importWith(2);
  print(one, two, Number(latencyMs) / 1000, Number(lanesAtOnce));
  return one.throttled + two.throttled === 0 ? 0 : 1;
}

async function timed(stack: BenchStack, workers: number, lanesAtOnce: string): Promise<Figures> {
  for (let name = 1; name <= workers; name += 1)
    stack.startWorker(`worker-${name}`, { LANE_CONCURRENCY: lanesAtOnce });
  let beganAt: number | undefined;
  await runEnded(stack, 25, (step) => {
    if (step === "import") beganAt ??= performance.now();
  });
  const seconds = (performance.now() - (beganAt ?? Number.NaN)) / 1000;
  const { rows } = await stack.admin.query<{ deliveries: number; lanes: number }>(
    `select count(*)::int as deliveries, count(distinct user_id)::int as lanes
     from delivery where run_id = $1 and verified_at is not null`,
    [stack.runId],
  );
  const { deliveries = 0, lanes = 0 } = rows[0] ?? {};
  const stats = (await (await fetch(`${stack.sandboxUrl}/control/stats`)).json()) as { throttled: number };
  return { deliveries, lanes, seconds, throttled: stats.throttled };
}

function print(one: Figures, two: Figures, latencySeconds: number, lanesAtOnce: number): void {
  const limit = (lanesAtOnce * IN_FLIGHT_A_MAILBOX) / latencySeconds;
  const rate = ({ deliveries, seconds }: Figures) => deliveries / seconds;
  // A lane's first and last requests are on their own: nothing can be sent beside them.
  const turns = one.deliveries / IN_FLIGHT_A_MAILBOX + one.lanes * REQUESTS_AROUND_A_LANE;
  const shortestSeconds = (turns * latencySeconds) / lanesAtOnce;
  const row = (name: string, figures: Figures) =>
    `${name.padEnd(14)} ${String(figures.deliveries).padStart(10)} ${figures.seconds.toFixed(2).padStart(9)} ${rate(figures).toFixed(0).padStart(13)} ${String(figures.throttled).padStart(9)}`;
  console.log(`
               deliveries   seconds  deliveries/s  429s given
${row("one worker", one)}
${row("two workers", two)}
limit of one worker's requests in flight: ${limit.toFixed(0)} deliveries/s; reached ${(rate(one) / limit).toFixed(2)}
with the requests around each mailbox:    ${(one.deliveries / shortestSeconds).toFixed(0)} deliveries/s; reached ${(shortestSeconds / one.seconds).toFixed(2)}
a second worker makes it                  ${(rate(two) / rate(one)).toFixed(2)} times as fast`);
}
