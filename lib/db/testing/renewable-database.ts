import { Client, Pool } from "pg";
import { APPLICATION_ROLE, applyMigrations } from "../migrate.ts";

/** One database under one name that can be had anew, so that processes which know its address need not be told another. */
export type RenewableDatabase = {
  adminUrl: string;
  applicationUrl: string;
  /** A row a name; while the server is away the query fails, and the next one connects again. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends everybody's sessions and starts over with an empty, migrated database. */
  renew(): Promise<void>;
  close(): Promise<void>;
};

const NAME = "mobile_archive";
const TEMPLATE = "mobile_archive_empty";

/** @param serverUrl of a superuser, at a server that is this suite's own */
export async function createRenewableDatabase(
  serverUrl: string,
  applicationPassword: string,
): Promise<RenewableDatabase> {
  const urlOf = (database: string, role?: { name: string; password: string }) => {
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    if (role) Object.assign(url, { username: role.name, password: role.password });
    return url.href;
  };
  const application = { name: APPLICATION_ROLE, password: applicationPassword };
  await run(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  await applyMigrations(urlOf(TEMPLATE), urlOf(TEMPLATE, application));
  let pool = openPool(urlOf(NAME));
  const renew = async () => {
    await pool.end();
    await run(serverUrl, `DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
    await run(serverUrl, `CREATE DATABASE ${NAME} TEMPLATE ${TEMPLATE}`);
    // The settings of a database do not come with its template.
    await run(serverUrl, `ALTER DATABASE ${NAME} SET random_page_cost = 1.1`);
    pool = openPool(urlOf(NAME));
  };
  await renew();
  return {
    adminUrl: urlOf(NAME),
    applicationUrl: urlOf(NAME, application),
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await pool.query<Row>(text, [...values])).rows;
    },
    renew,
    close: () => pool.end(),
  };
}

function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 4, connectionTimeoutMillis: 5000 });
  // The server is killed on purpose: a connection that breaks has left the pool by now.
  pool.on("error", () => undefined);
  return pool;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
