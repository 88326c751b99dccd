import type { Db } from "#lib/db/client.ts";
import { type DatabaseFacts, examineDatabase } from "#lib/db/examine-database.ts";
import { readWorkerHealth } from "#lib/db/worker-processes.ts";

import { type Finding, look, mend, ok, troubleOf } from "./findings.ts";

const OLDEST_VERSION = 15;
const TOLERATED_SKEW_MS = 5_000;

export async function examineDatabaseServer(db: Db): Promise<Finding[]> {
  let facts: DatabaseFacts;
  const askedAtMs = Date.now();
  try {
    facts = await examineDatabase(db);
  } catch (error) {
    return [
      troubleOf(error) === "42P01" || troubleOf(error) === "42501"
        ? mend(
            "Database",
            "its schema is not ours, or older",
            "Run the migration: docker compose run --rm migrate.",
          )
        : mend(
            "Database",
            `it cannot be reached (${troubleOf(error)})`,
            "Check DATABASE_URL, that PostgreSQL runs, and that the migration has given the role its password.",
          ),
    ];
  }
  const middleMs = (askedAtMs + Date.now()) / 2;
  return [
    versionOf(facts),
    migrationsOf(facts),
    roleOf(facts),
    rulesOf(facts),
    clockOf(facts.now.getTime() - middleMs),
  ];
}

function versionOf({ version }: DatabaseFacts): Finding {
  return version >= OLDEST_VERSION
    ? ok("Database", `PostgreSQL ${version}`)
    : mend("Database", `PostgreSQL ${version} is too old`, `Move to PostgreSQL ${OLDEST_VERSION} or newer.`);
}

function migrationsOf({ missingMigrations }: DatabaseFacts): Finding {
  return missingMigrations.length === 0
    ? ok("Migrations", "all applied")
    : mend(
        "Migrations",
        `not applied: ${missingMigrations.join(", ")}`,
        "Run the migration: docker compose run --rm migrate.",
      );
}

function roleOf({ role, canBypassRules, ownedTables }: DatabaseFacts): Finding {
  if (!canBypassRules && ownedTables.length === 0)
    return ok("Database role", `${role} owns nothing and cannot bypass row-level security`);
  return mend(
    "Database role",
    canBypassRules ? `${role} can bypass row-level security` : `${role} owns tables`,
    "Let DATABASE_URL name the role mac_app, which the migration makes; the owner's URL is for migrations only.",
  );
}

function rulesOf({ openTables }: DatabaseFacts): Finding {
  return openTables.length === 0
    ? ok("Row-level security", "forced on every tenant's table")
    : mend(
        "Row-level security",
        `not forced on ${openTables.join(", ")}`,
        "Somebody changed the schema: restore ALTER TABLE … FORCE ROW LEVEL SECURITY.",
      );
}

function clockOf(skewMs: number): Finding {
  const seconds = `${(Math.abs(skewMs) / 1000).toFixed(1)} s`;
  return Math.abs(skewMs) <= TOLERATED_SKEW_MS
    ? ok("Clock", `${seconds} from the database's`)
    : mend("Clock", `${seconds} from the database's`, "Let both machines keep time by NTP.");
}

export async function examineWorkers(db: Db): Promise<Finding[]> {
  try {
    const { workersAlive } = await readWorkerHealth(db);
    if (workersAlive > 0) return [ok("Workers", `${workersAlive} with a sign of life in the last minute`)];
    return [
      look(
        "Workers",
        "none gave a sign of life in the last minute",
        "Start one: docker compose up -d worker.",
      ),
    ];
  } catch {
    return [];
  }
}
