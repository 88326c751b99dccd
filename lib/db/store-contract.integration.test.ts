import { afterAll, beforeAll } from "vitest";

import { describeStoreContract } from "#lib/pipeline/testing/store-contract.ts";

import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describeStoreContract("PostgreSQL", () => createPostgresHarness(database));
