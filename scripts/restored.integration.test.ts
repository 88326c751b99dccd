import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";

import { processEnv } from "./stack/environment.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env, 2);
});
afterAll(() => database.drop());

/** As an operator runs it: a process of its own, with nothing but these variables. */
function runRestored(environment: Record<string, string>) {
  const { PATH } = process.env;
  return spawnSync(process.execPath, [join(import.meta.dirname, "restored.ts")], {
    encoding: "utf8",
    env: processEnv({ PATH, ...environment }),
  });
}

async function restoredAt(): Promise<Date | null> {
  const { rows } = await database.admin.query<{ at: Date | null }>(
    "SELECT restored_at AS at FROM deployment",
  );
  return rows[0]?.at ?? null;
}

test("it notes the restore with the database's address alone: no key, no registration, no storage", async () => {
  expect(await restoredAt()).toBeNull();
  const told = runRestored({ DATABASE_URL: database.applicationUrl });
  expect(told.stderr).toBe("");
  expect(told.status).toBe(0);
  expect(told.stdout).toMatch(/^Noted/);
  expect(await restoredAt()).toBeInstanceOf(Date);
});

test("without it, it says which variable is missing", () => {
  const told = runRestored({ DATABASE_URL: "" });
  expect(told.status).toBe(1);
  expect(told.stderr).toContain("DATABASE_URL");
});
