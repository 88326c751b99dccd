import { setTimeout as delay } from "node:timers/promises";

import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";
import type { SystemHealth } from "#lib/domain/views/health.ts";
import { ACCOUNT_PASSWORD, ACCOUNTS } from "#sandbox/world.ts";
import { newBrowser, type Page, type TestBrowser } from "#sandbox/test-browser.ts";

/** Of a run's page, what must be true whatever happens. */
export type ShownRun = Pick<
  RunDetail,
  | "runId"
  | "jobId"
  | "state"
  | "step"
  | "endedAt"
  | "reason"
  | "waitingUntil"
  | "items"
  | "isListingComplete"
  | "deliveries"
  | "lanes"
>;

/** What the portal shows at one moment: the Connectors tab, and every run's page. */
export type ScreenLook = {
  /** When it was asked for. */
  atMs: number;
  connectors: (Pick<ConnectorSummary, "state" | "actionRequired"> & { lastRun: ShownRun | null })[];
  health: Pick<SystemHealth, "workersAlive">;
  /** Every run that was ever shown as a connector's last one, oldest first. */
  runs: ShownRun[];
};

/** The portal as a signed-in admin's browser sees it, through the routes that its pages ask. */
export type Screen = {
  /** @returns undefined when the portal does not answer, or says that it cannot; @throws when it signed the admin out */
  look(): Promise<ScreenLook | undefined>;
  /** Forgets the runs of the database before. */
  forget(): void;
};

const PATIENCE_MS = 10_000;

export async function openScreen(portalUrl: string): Promise<Screen> {
  const browser = newBrowser();
  await signIn(browser, portalUrl);
  const runIds = new Set<string>();
  const read = async <T>(path: string): Promise<T | undefined> => {
    const page = await browser
      .get(`${portalUrl}${path}`, AbortSignal.timeout(PATIENCE_MS))
      .catch(() => undefined);
    if (page?.status === 401) throw new Error("the portal has signed the admin out");
    return page?.status === 200 ? (JSON.parse(page.html) as T) : undefined;
  };
  return {
    forget: () => runIds.clear(),
    async look() {
      const atMs = Date.now();
      const list = await read<Pick<ScreenLook, "connectors" | "health">>("/api/connectors");
      if (!list) return undefined;
      for (const { lastRun } of list.connectors) if (lastRun) runIds.add(lastRun.runId);
      const runs: ShownRun[] = [];
      for (const runId of runIds) {
        const run = await read<ShownRun>(`/api/runs/${runId}`);
        if (!run) return undefined;
        runs.push(run);
      }
      return { atMs, connectors: list.connectors, health: list.health, runs };
    },
  };
}

/** As next-auth's own button does it, and then Microsoft's form. */
async function signIn(browser: TestBrowser, portalUrl: string): Promise<void> {
  const { csrfToken } = JSON.parse((await browser.get(`${portalUrl}/api/auth/csrf`)).html) as {
    csrfToken: string;
  };
  const toMicrosoft = await browser.post(`${portalUrl}/api/auth/signin/entra`, {
    csrfToken,
    callbackUrl: portalUrl,
  });
  const form = await browser.get(placeOf(toMicrosoft));
  const account = ACCOUNTS.find(({ roles }) => roles.includes("Connector.Admin"));
  const back = await browser.submit(form, { username: account?.username ?? "", password: ACCOUNT_PASSWORD });
  await browser.get(placeOf(back));
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await browser.get(`${portalUrl}/api/connectors`)).status === 200) return;
    await delay(100);
  }
  throw new Error("the admin could not sign in to the portal");
}

function placeOf({ location, status, url }: Page): string {
  if (!location) throw new Error(`${new URL(url).pathname} answered ${status} where it should lead on`);
  return location.href;
}
