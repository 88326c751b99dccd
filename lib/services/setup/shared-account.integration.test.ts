import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { activate, createStage, setUp } from "../testing/stage.ts";
import { getSetup } from "./get-setup.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

test("a second connector of the same TeleMessage account names the first, before it doubles every message", async () => {
  const { admin } = createStage(database);
  const draft = await setUp(admin, "First, not finished");
  expect((await getSetup(admin, draft)).sharesAccountWith).toBeNull();
  const { connectorId } = await activate(admin, "Phones of the office");
  expect((await getSetup(admin, draft)).sharesAccountWith).toBe("Phones of the office");
  expect((await getSetup(admin, connectorId)).sharesAccountWith).toBeNull();
});

test("an account of the same name in another organization is another account", async () => {
  const [one, other] = [createStage(database), createStage(database)];
  await activate(one.admin, "Phones");
  const draft = await setUp(other.admin, "Phones");
  expect((await getSetup(other.admin, draft)).sharesAccountWith).toBeNull();
});
