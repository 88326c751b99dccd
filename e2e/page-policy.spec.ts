import { type APIRequestContext, expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import {
  PAGES_OF_ORGANIZATION,
  pagesOfConnector,
  ROUTES_OF_ORGANIZATION,
  routesOfConnector,
} from "./support/every-address.ts";
import { test } from "./support/test.ts";

// What a browser is told about each page and each answer of a route, and that it heeds it.

const NOT_THERE = ["/nothing", "/themes.css/nothing", "/icon.svg.nothing", "/data-connectors/nothing"];
const FOR_EVERYBODY = [paths.signIn, paths.noRole, paths.consentResult, ...NOT_THERE];

type Policy = Map<string, string[]>;

function policyOf(header: string | undefined): Policy {
  const directives = (header ?? "").split(";").map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.map(([name = "", ...sources]) => [name, sources]));
}

/** The nonce of a page whose policy is as it should be, and which stands at every script of it. */
async function nonceOf(request: APIRequestContext, path: string): Promise<string> {
  const answer = await request.get(path);
  const headers = answer.headers();
  const policy = policyOf(headers["content-security-policy"]);
  const [, nonce = ""] = /^'nonce-([\w+/=]{40,})'$/.exec(policy.get("script-src")?.[1] ?? "") ?? [];
  expect(nonce, `${path} has a nonce`).not.toBe("");
  expect(policy.get("script-src"), path).toEqual(["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"]);
  expect(policy.get("default-src"), path).toEqual(["'self'"]);
  expect(policy.get("style-src-elem"), path).toEqual(["'self'", `'nonce-${nonce}'`]);
  for (const none of ["object-src", "base-uri", "frame-ancestors"])
    expect(policy.get(none), `${none} of ${path}`).toEqual(["'none'"]);
  expect(headers["x-frame-options"], path).toBe("DENY");
  expect(headers["x-content-type-options"], path).toBe("nosniff");
  const tags = (await answer.text()).match(/<(?:script|style)\b[^>]*>/g) ?? [];
  expect(tags.length, `scripts of ${path}`).toBeGreaterThan(0);
  expect(
    tags.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
    path,
  ).toEqual([]);
  return nonce;
}

test("Every page has a policy with a nonce of its own, lets no inline script run and no site frame it", async ({
  admin,
  page,
  connector,
}) => {
  const pages = [...PAGES_OF_ORGANIZATION, ...pagesOfConnector(connector)];
  const asked = [
    ...pages.map((path) => [admin.request, path] as const),
    ...[...FOR_EVERYBODY, paths.signIn].map((path) => [page.request, path] as const),
  ];
  const nonces = new Set<string>();
  for (const [request, path] of asked) nonces.add(await nonceOf(request, path));
  expect(nonces.size, "none is used twice").toBe(asked.length);
});

test("Every answer of a route is one that no browser would run, frame or keep", async ({
  admin,
  page,
  connector,
}) => {
  const routes = [...ROUTES_OF_ORGANIZATION, ...routesOfConnector(connector)];
  const asked = [
    ...routes.flatMap((path) => [[admin.request, path] as const, [page.request, path] as const]),
    ...[paths.api.health, "/api/auth/session", "/api/nothing"].map((path) => [page.request, path] as const),
  ];
  for (const [request, path] of asked) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    const policy = policyOf(headers["content-security-policy"]);
    expect(policy.get("default-src"), path).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors"), path).toEqual(["'none'"]);
    expect(policy.has("script-src"), path).toBe(false);
    expect(headers["x-frame-options"], path).toBe("DENY");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cache-control"], path).toContain("no-store");
  }
});

test.describe("In a browser", () => {
  test.use({ expectedErrors: [/Content Security Policy/] });

  test("script that got into a page does not run", async ({ page }) => {
    const plant = (what: string) => `document.documentElement.dataset.${what} = 'ran'`;
    await page.route(`**${paths.signIn}`, async (route) => {
      const answer = await route.fetch();
      const [, nonce] = /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "") ?? [];
      const body = `<!doctype html><title>Planted</title>
        <script>${plant("inline")}</script><script nonce="guessed">${plant("guessed")}</script>
        <script src="data:text/javascript,${plant("address")}"></script>
        <img src="data:image/png,none" onerror="${plant("handler")}">
        <script nonce="${nonce}">${plant("ours")}</script>`;
      await route.fulfill({ response: answer, body });
    });
    await page.goto(paths.signIn);
    await expect(page).toHaveTitle("Planted");
    const ran = await page.evaluate(() => Object.keys(document.documentElement.dataset));
    expect(ran, "but for what has the nonce").toEqual(["ours"]);
  });
});
