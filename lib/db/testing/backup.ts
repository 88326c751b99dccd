import { Client } from "pg";

/** A copy of a whole database beside it, as a backup would be: sessions of the database end. */
export async function backUp(adminUrl: string): Promise<void> {
  await onCluster(adminUrl, (name) => [`CREATE DATABASE ${name}_backup TEMPLATE ${name}`]);
}

/** The copy takes the database's place, and what happened since is lost. */
export async function putBack(adminUrl: string): Promise<void> {
  await onCluster(adminUrl, (name) => [
    `DROP DATABASE ${name} WITH (FORCE)`,
    `ALTER DATABASE ${name}_backup RENAME TO ${name}`,
  ]);
}

async function onCluster(adminUrl: string, statements: (name: string) => string[]): Promise<void> {
  const url = new URL(adminUrl);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const statement of statements(name)) {
      await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY ($1)", [
        [name, `${name}_backup`],
      ]);
      await client.query(statement);
    }
  } finally {
    await client.end();
  }
}
