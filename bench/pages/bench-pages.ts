import type { Browser } from "playwright";

import { paths } from "#lib/paths.ts";
import { CONTOSO } from "#sandbox/world.ts";
import { inBrowser } from "#scripts/screens/browser.ts";
import { buildAll } from "#scripts/stack/build.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { onBenchStack } from "../bench-stack.ts";
import { adminCookies } from "../admin-cookies.ts";
import { fillLedger } from "../scale/fill-ledger.ts";
import { type FirstVisit, firstVisit } from "./first-visit.ts";

const LIMIT_BYTES = 250_000;
const LIMIT_LCP_MS = 1_500;
/** What Core Web Vitals call good. */
const LIMIT_SHIFT = 0.1;

/**
 * What a first visit costs, page by page, with 200 connectors: JavaScript as sent, the Largest Contentful Paint and
 * the Cumulative Layout Shift on Lighthouse's desktop network. Words: how many visits a page (default 9), how many deliveries (default 200,000).
 */
export async function benchPages(words: string[]): Promise<number> {
  const visits = Number(words[0] ?? "9");
  const deliveries = Number(words[1] ?? "200000");
  await buildAll(ROOT);
  return onBenchStack({ SANDBOX_ITEMS: "10" }, async (stack) => {
    const { connectorId, runId } = await fillLedger(stack.admin, CONTOSO.id, deliveries);
    const addresses: [string, string][] = [
      ["Connectors", paths.connectors],
      ["Gallery", paths.gallery],
      ["Connector, overview", paths.connector(connectorId)],
      ["Connector, user mapping", paths.connector(connectorId, "mapping")],
      ["Run", paths.run(connectorId, runId)],
      ["Settings", paths.settings],
    ];
    const url = await stack.startPortal();
    return inBrowser((browser) => measure(browser, url, addresses, visits));
  });
}

/** @returns the exit code: 1 where the Connectors page is over a limit */
async function measure(
  browser: Browser,
  url: string,
  addresses: readonly [string, string][],
  visits: number,
): Promise<number> {
  const cookies = await adminCookies(browser, url);
  const head = ["JS kB", "all kB", "LCP ms p50", "most", "CLS most"]
    .map((each) => each.padStart(12))
    .join("");
  console.log(`\n${"first visit".padEnd(26)}${head}  encoding of scripts`);
  let isOver = false;
  for (const [what, address] of addresses) {
    const seen: FirstVisit[] = [];
    for (let visit = 0; visit < visits; visit += 1)
      seen.push(await firstVisit(browser, cookies, `${url}${address}`));
    const scripts = Math.max(...seen.map(({ scriptBytes }) => scriptBytes));
    const all = Math.max(...seen.map(({ allBytes }) => allBytes));
    const paints = seen.map(({ lcpMs }) => lcpMs).toSorted((one, other) => one - other);
    const median = paints[Math.floor(paints.length / 2)] ?? 0;
    const most = paints.at(-1) ?? 0;
    const shift = Math.max(...seen.map((each) => each.shift));
    const figures = [scripts / 1000, all / 1000, median, most];
    const isHere = scripts > LIMIT_BYTES || most > LIMIT_LCP_MS || shift > LIMIT_SHIFT;
    isOver ||= isHere && address === paths.connectors;
    const columns = [...figures.map((each) => each.toFixed(0)), shift.toFixed(3)]
      .map((each) => each.padStart(12))
      .join("");
    const encodings = [...new Set(seen.flatMap((each) => [...each.encodings]))].join(", ");
    console.log(`${what.padEnd(26)}${columns}  ${encodings}${isHere ? "  over a limit" : ""}`);
  }
  return isOver ? 1 : 0;
}
