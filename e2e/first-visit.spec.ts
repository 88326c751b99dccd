import { expect, type Request } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { ready, visit } from "./support/ready.ts";
import { test } from "./support/test.ts";

const LIMIT_BYTES = 250_000;

test("A first visit of the connectors fetches no more script than was agreed, compressed with brotli", async ({
  admin,
}) => {
  const scripts: Request[] = [];
  admin.on("requestfinished", (request) => {
    if (request.resourceType() === "script") scripts.push(request);
  });
  await admin.goto(paths.connectors, { waitUntil: "networkidle" });
  await ready(admin);
  expect(scripts.length).toBeGreaterThan(10);
  let bytes = 0;
  for (const request of scripts) {
    const headers = await (await request.response())?.allHeaders();
    expect(headers?.["content-encoding"], request.url()).toBe("br");
    expect(headers?.["cache-control"], request.url()).toContain("immutable");
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    bytes += responseBodySize + responseHeadersSize;
  }
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});

test("Whoever does not read brotli is sent the same script otherwise", async ({ admin, request }) => {
  const [script] = await Promise.all([
    admin.waitForResponse((answer) => answer.url().includes("/_next/static/chunks/")),
    admin.goto(paths.connectors),
  ]);
  const text = await script.text();
  for (const encoding of ["gzip", "identity", "gzip, deflate"]) {
    const other = await request.get(script.url(), { headers: { "Accept-Encoding": encoding } });
    expect(other.headers()["content-encoding"], encoding).not.toBe("br");
    expect(other.headers()["vary"]).toContain("Accept-Encoding");
    expect(await other.text(), encoding).toBe(text);
  }
});

test("A hint stays while it is pointed at, comes for the keyboard, and leaves with Escape or for the menu", async ({
  admin,
}) => {
  await visit(admin, paths.connectors);
  const theme = admin.getByRole("button", { name: "Theme" });
  const hint = admin.getByText("Theme", { exact: true });
  await theme.hover();
  await expect(hint).toBeVisible();
  await hint.hover();
  await theme.hover();
  await expect(hint).toBeVisible();
  await admin.getByRole("heading", { level: 1 }).hover();
  await expect(hint).toHaveCount(0);
  await admin.getByRole("button", { name: /^Notifications/ }).focus();
  await expect(async () => {
    await admin.keyboard.press("Tab");
    await expect(theme).toBeFocused({ timeout: 100 });
  }).toPass();
  await expect(hint).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(hint).toHaveCount(0);
  await admin.keyboard.press("ArrowDown");
  await expect(admin.getByRole("menuitemradio").first()).toBeFocused();
  await expect(hint).toHaveCount(0);
  await admin.keyboard.press("Escape");
  await expect(theme).toBeFocused();
});
