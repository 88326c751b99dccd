import { defineConfig } from "vitest/config";

/**
 * unit: no server needed. integration: real PostgreSQL, Redis and Azurite, started once by the launcher
 * (`npm run test:integration`), whose addresses arrive in the environment; a missing server is red.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{lib,workers,sandbox,scripts,app,components}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts"],
          // How long a test takes is a matter of the machine, and no promise of any of them.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["{lib,workers,sandbox,scripts,app}/**/*.integration.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
