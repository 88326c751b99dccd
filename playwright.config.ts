import { defineConfig } from "@playwright/test";

/** Run by `npm run test:e2e`, which starts the product and the sandbox and names them in the environment. */
export default defineConfig({
  testDir: "e2e",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // The wizard is walked first, by an admin of an organization that nothing is known of.
  projects: [
    { name: "setup", testMatch: "wizard.spec.ts" },
    { name: "operation", testIgnore: "wizard.spec.ts" },
  ],
  forbidOnly: true,
  retries: 0,
  outputDir: ".data/test/playwright",
  reporter: [["list"], ["json"]],
  use: {
    baseURL: process.env["PORTAL_URL"] ?? "http://localhost:3000",
    locale: "en-US",
    timezoneId: "America/New_York",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
