import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { breakingChangesIn } from "./testing/breaking-changes.ts";

const FOLDER = new URL("../../prisma/migrations/", import.meta.url);
const MIGRATIONS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/**
 * Second halves of a change: what no version in use names any more is taken away. Each with the version, or migration, since
 * which nobody does.
 */
const CONTRACTS: Record<string, string> = {};

const changesOf = (name: string) =>
  breakingChangesIn(readFileSync(new URL(`${name}/migration.sql`, FOLDER), "utf8"));

describe("the version before runs beside the new schema", () => {
  test("there are migrations to look at", () => expect(MIGRATIONS.length).toBeGreaterThan(25));

  test.each(MIGRATIONS.filter((name) => CONTRACTS[name] === undefined))("%s", (name) => {
    expect(changesOf(name)).toEqual([]);
  });

  test("what is excused is there, and needs it", () => {
    const idle = Object.keys(CONTRACTS).filter((name) => changesOf(name).length === 0);
    expect(idle).toEqual([]);
  });
});

describe("a change that it would not bear is refused", () => {
  test.each([
    "ALTER TABLE run DROP COLUMN totals;",
    "DROP TABLE IF EXISTS run;",
    "drop view run_progress;",
    "DROP FUNCTION operations_figures(timestamptz);",
    "ALTER TABLE run RENAME COLUMN state TO status;",
    "ALTER TABLE run RENAME TO import;",
    "ALTER TABLE run\n  ALTER COLUMN totals\n  SET NOT NULL;",
    "ALTER TABLE run ALTER COLUMN faults DROP DEFAULT;",
    "ALTER TABLE run ALTER COLUMN number TYPE bigint;",
    "ALTER TABLE run ALTER number SET DATA TYPE bigint;",
    "ALTER TYPE run_state ADD VALUE 'x';",
    "ALTER TABLE run ADD COLUMN owner text NOT NULL;",
    "ALTER TABLE run ADD owner text NOT NULL CHECK (owner <> '');",
    "ALTER TABLE run\n  ADD COLUMN a integer NOT NULL DEFAULT 0,\n  ADD COLUMN b integer NOT NULL,\n  ADD COLUMN c text DEFAULT '';",
    "REVOKE UPDATE (totals) ON run FROM mac_app;",
  ])("%s", (sql) => expect(breakingChangesIn(sql)).toHaveLength(1));

  test.each([
    "-- ALTER TABLE run DROP COLUMN totals;",
    "ALTER TABLE run ADD COLUMN owner text;",
    "ALTER TABLE run ADD COLUMN owner text NOT NULL DEFAULT '';",
    "ALTER TABLE run ADD COLUMN owner text CHECK (owner IS NOT NULL OR state = 'queued');",
    "ALTER TABLE run DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (state IS NOT NULL);",
    "CREATE TABLE owner (id uuid PRIMARY KEY, name text NOT NULL);",
    "ALTER TABLE run ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY;",
    "REVOKE EXECUTE ON FUNCTION f FROM PUBLIC;",
  ])("and no other: %s", (sql) => expect(breakingChangesIn(sql)).toEqual([]));
});
