import { applyMigrations } from "#lib/db/migrate.ts";

const adminUrl = process.env["DATABASE_ADMIN_URL"];
const applicationUrl = process.env["DATABASE_URL"];
if (adminUrl === undefined || applicationUrl === undefined) {
  throw new Error("Set DATABASE_ADMIN_URL (owner of the tables) and DATABASE_URL (role mac_app).");
}
const applied = await applyMigrations(adminUrl, applicationUrl);
console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
