import { afterAll, beforeAll } from "vitest";
import { describeSplitWindows } from "#lib/pipeline/testing/split-window-contract.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describeSplitWindows("PostgreSQL", () => createPostgresHarness(database), {
  killEvery: 19,
  timeout: 600_000,
});
