import { paths } from "#lib/paths.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listDeliveries } from "#lib/services/run/list-deliveries.ts";
import { CONTOSO } from "#sandbox/world.ts";
import { buildAll } from "#scripts/stack/build.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { inBrowser } from "#scripts/screens/browser.ts";
import { saying } from "#scripts/stack/say.ts";
import { asDemoAdmin } from "#scripts/stack/seed-demo.ts";
import { type BenchStack, onBenchStack } from "../bench-stack.ts";
import { adminCookies } from "../admin-cookies.ts";
import { type FilledLedger, fillLedger } from "./fill-ledger.ts";
import { COUNTING_STATEMENTS, slowestStatements, statementMs } from "./statement-time.ts";

const ROUNDS = 60;
/** Enough for the portal's code to be compiled as it is after some minutes of use, and statements to be planned. */
const WARM_UP = 200;
const LIMIT_MS = 100;

/**
 * Server time of the portal's pages over a ledger of two months: from the request to the last byte of the answer, one
 * request at a time, and how much of it the database's statements took. Words: the number of deliveries (default
 * 10,000,000), and `statements` for the slowest statements of each page.
 */
export async function benchScale(words: string[]): Promise<number> {
  const deliveries = Number(words[0] ?? "10000000");
  await buildAll(ROOT);
  const measured = async (stack: BenchStack) => {
    const began = performance.now();
    const ledger = await fillLedger(stack.admin, CONTOSO.id, deliveries);
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`\n${deliveries.toLocaleString("en")} deliveries in ${seconds} s\n`);
    const url = await stack.startPortal();
    const cookie = await saying("Signing in", () => cookieOf(url));
    await stack.admin.query("CREATE EXTENSION pg_stat_statements");
    return measure(
      stack,
      { url, cookie, isWordy: words[1] === "statements" },
      await addressesOf(stack, ledger),
    );
  };
  return onBenchStack({ SANDBOX_ITEMS: "10" }, measured, COUNTING_STATEMENTS);
}

type Visit = { url: string; cookie: string; isWordy: boolean };

/** @returns the exit code: 1 where an answer took longer than the limit */
async function measure(
  { admin }: BenchStack,
  { url, cookie, isWordy }: Visit,
  addresses: readonly [string, string][],
): Promise<number> {
  console.log(
    `${"ms".padEnd(44)}${["p50", "p95", "most", "database"].map((head) => head.padStart(10)).join("")}`,
  );
  let isOver = false;
  for (const [what, address] of addresses) {
    const times: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      if (round === 0) await statementMs(admin);
      const ms = await timed(`${url}${address}`, cookie);
      if (round >= 0) times.push(ms);
    }
    const slowest = isWordy ? await slowestStatements(admin) : [];
    const database = (await statementMs(admin)) / ROUNDS;
    const sorted = times.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    const columns = [at(0.5), at(0.95), at(1), database].map((ms) => ms.toFixed(1).padStart(10)).join("");
    console.log(`${what.padEnd(44)}${columns}${at(0.95) > LIMIT_MS ? `  over ${LIMIT_MS}` : ""}`);
    for (const line of slowest) console.log(line);
    isOver ||= at(0.95) > LIMIT_MS;
  }
  return isOver ? 1 : 0;
}

async function timed(url: string, cookie: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - began;
}

/** What an admin looks at, and how deep. */
async function addressesOf(stack: BenchStack, ledger: FilledLedger): Promise<[string, string][]> {
  const { connectorId, runId, usualRunId, userId, itemId, deliveryId } = ledger;
  const run = paths.run(connectorId, runId);
  return [
    ["Connectors page", paths.connectors],
    ["its answer while it is open", paths.api.connectors],
    ["Connector, overview", paths.connector(connectorId)],
    ["Connector, runs", paths.connector(connectorId, "runs")],
    ["Run with a third of all, deliveries", run],
    ["its answer while it is open", paths.api.run(runId)],
    ["Run of the usual size", paths.run(connectorId, usualRunId)],
    ["only failed", `${run}?state=failed`],
    ["of one reason", `${run}?reason=attachment-too-large`],
    ["not read back", `${run}?state=unread`],
    ["not imported", `${run}?list=not-imported`],
    [
      "the list, a hundred pages on",
      paths.api.deliveries(runId, "?state=imported", await pagesOn(stack, runId)),
    ],
    ["of one mailbox", `${run}?mailbox=${userId}`],
    ["of one item", `${run}?item=${itemId}`],
    ["Explain", `${run}?delivery=${deliveryId}`],
    ["Settings, with what is kept", paths.settings],
  ];
}

async function pagesOn({ env }: BenchStack, runId: string): Promise<string> {
  return asDemoAdmin(env, async (context: ServiceContext) => {
    let cursor: string | undefined;
    for (let page = 0; page < 100; page += 1)
      cursor = (await listDeliveries(context, { runId, state: "imported", cursor })).next ?? undefined;
    return cursor ?? "";
  });
}

async function cookieOf(url: string): Promise<string> {
  const cookies = await inBrowser((browser) => adminCookies(browser, url));
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}
