import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolClient, type QueryResultRow } from "pg";
import { Failure, Refusal } from "#lib/domain/failure.ts";
import { isUnavailable } from "./errors.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";

/** One transaction of one tenant through Prisma: rows one at a time, for services. */
export type Tx = Prisma.TransactionClient;

/**
 * One transaction through plain SQL, for the set-based paths. A bigint comes as a string, a timestamptz as a Date, a
 * bytea as a Buffer.
 */
export type Sql = {
  /** Planned for these very values: right for batches, whose plan depends on how many rows they name. */
  query<Row extends QueryResultRow = never>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Planned once a connection: right for the small, frequent ones. The text has to be a constant. */
  prepared<Row extends QueryResultRow = never>(text: string, values?: readonly unknown[]): Promise<Row[]>;
};

/**
 * The only way to rows. Outside `tenant` and `sql` every tenant's table is empty, and inside only that tenant's rows
 * exist: row level security says so, not the queries.
 */
export type Db = {
  tenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  sql<T>(tenantId: string, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Tables of no tenant and the sweep functions, which answer with ids. */
  system<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Nothing waits for ever: a lock held by a process that hangs, a statement, an answer that got lost on the way. */
const TIMEOUTS = {
  lock_timeout: 30_000,
  statement_timeout: 300_000,
  query_timeout: 310_000,
  connectionTimeoutMillis: 10_000,
};
const TRANSACTION = { maxWait: 10_000, timeout: 60_000 };

export type DbOptions = {
  /** Connections, shared by Prisma and SQL. */
  max: number;
  /** A transaction whose process asks nothing for so long is ended by the server, and lets go of its rows: two minutes. */
  standstillMs?: number;
};

/** @param connectionString of the role `mac_app` */
export function createDb(connectionString: string, options: DbOptions): Db {
  const pool = new Pool({
    connectionString,
    max: options.max,
    application_name: "mobile-archive-connectors",
    keepAlive: true,
    ...TIMEOUTS,
    idle_in_transaction_session_timeout: options.standstillMs ?? 120_000,
  });
  // A connection that breaks in the middle of a transaction fails its next statement; untold it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  // An idle connection that breaks (a restart of PostgreSQL) has left the pool by now; the next query opens another.
  pool.on("error", () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    tenant: (tenantId, work) =>
      prisma.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT set_config('app.tenant_id', ${checkedTenantId(tenantId)}, true)`;
        return work(tx);
      }, TRANSACTION),
    sql: (tenantId, work) =>
      // Two statements in one message spare a round trip; the id is checked, since it cannot be a parameter there.
      inTransaction(
        pool,
        `BEGIN; SELECT set_config('app.tenant_id', '${checkedTenantId(tenantId)}', true)`,
        work,
      ),
    system: (work) => inTransaction(pool, "BEGIN", work),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function checkedTenantId(tenantId: string): string {
  if (UUID.test(tenantId)) return tenantId;
  throw new TypeError("a tenant id is a UUID");
}

async function inTransaction<T>(pool: Pool, begin: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw databaseUnreachable(cause);
  });
  let isBroken = false;
  try {
    await client.query(begin);
    const result = await work(sqlOf(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => (isBroken = true));
    if (error instanceof Failure || error instanceof Refusal) throw error;
    throw isBroken || isUnavailable(error) ? databaseUnreachable(error) : error;
  } finally {
    client.release(isBroken);
  }
}

/** An outage is no fault of the program, and counts as none. */
function databaseUnreachable(cause: unknown): Failure {
  return new Failure("database-unreachable", { kind: "transient", scope: "connector", cause });
}

const statementNames = new Map<string, string>();

function sqlOf(client: PoolClient): Sql {
  return {
    async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      const result = await client.query<Row>(text, [...values]);
      return result.rows;
    },
    async prepared<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      const result = await client.query<Row>({ name: statementName(text), text, values: [...values] });
      return result.rows;
    },
  };
}

function statementName(text: string): string {
  const known = statementNames.get(text);
  if (known !== undefined) return known;
  const name = `mac_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}
