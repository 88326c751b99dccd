import type { Browser, CDPSession, Cookie, Page } from "playwright";

/**
 * What a page cost a browser that had nothing of it: bytes as they came over the network, and milliseconds. `shift` is how
 * much of what was to be seen moved, as Cumulative Layout Shift counts it, all of it taken together.
 */
export type FirstVisit = Weight & { lcpMs: number; shift: number };

type Weight = { scriptBytes: number; allBytes: number; encodings: Set<string> };

/** Lighthouse's desktop: 40 ms there and back, 10 Mbit a second. */
const NETWORK = { offline: false, latency: 40, downloadThroughput: 1_280_000, uploadThroughput: 1_280_000 };

/** Opens an address with an empty cache and the cookies of somebody who is signed in. */
export async function firstVisit(browser: Browser, cookies: Cookie[], address: string): Promise<FirstVisit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const weighed = await weigh(session);
    await session.send("Network.emulateNetworkConditions", NETWORK);
    const answer = await page.goto(address, { waitUntil: "networkidle" });
    if (answer?.status() !== 200) throw new Error(`${address} answered ${answer?.status()}`);
    return { ...weighed(), lcpMs: await largestPaint(page), shift: await layoutShift(page) };
  } finally {
    await context.close();
  }
}

/** Bytes are those of answers with their headers, as DevTools tells them. */
async function weigh(session: CDPSession): Promise<() => Weight> {
  const scripts = new Set<string>();
  const encodings = new Set<string>();
  let scriptBytes = 0;
  let allBytes = 0;
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type !== "Script") return;
    scripts.add(requestId);
    encodings.add(response.headers["Content-Encoding"] ?? "none");
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    allBytes += encodedDataLength;
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await session.send("Network.enable");
  return () => ({ scriptBytes, allBytes, encodings });
}

function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
}

/** Nobody has touched the page, so that every shift counts. A page where nothing moved has no entry to wait for. */
function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += "value" in entry ? Number(entry.value) : 0;
        });
        observer.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(sum), 100));
      }),
  );
}
