import { applyMigrations } from "#lib/db/migrate.ts";
import { readMigrationEnv } from "#lib/env.ts";

const { DATABASE_ADMIN_URL, DATABASE_URL } = readMigrationEnv(process.env);
const applied = await applyMigrations(DATABASE_ADMIN_URL, DATABASE_URL);
console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
