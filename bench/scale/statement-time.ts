import type { Client } from "pg";

/** What the server has to be started with to count the time of statements. Source: PostgreSQL's manual, F.32. */
export const COUNTING_STATEMENTS = [
  "shared_preload_libraries=pg_stat_statements",
  "pg_stat_statements.track_planning=on",
];

/** Milliseconds that PostgreSQL spent on planning and execution since the last call, in statements of all sessions. */
export async function statementMs(admin: Client): Promise<number> {
  const { rows } = await admin.query<{ ms: number | null }>(
    "SELECT sum(total_plan_time + total_exec_time) AS ms FROM pg_stat_statements",
  );
  await admin.query("SELECT pg_stat_statements_reset()");
  return rows[0]?.ms ?? 0;
}

/** The statements that took most since the last `statementMs`, for whoever looks for the slow one. */
export async function slowestStatements(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ ms: number; calls: string; query: string }>(
    `SELECT total_plan_time + total_exec_time AS ms, calls, regexp_replace(query, '\\s+', ' ', 'g') AS query
     FROM pg_stat_statements ORDER BY 1 DESC LIMIT 3`,
  );
  return rows.map(({ ms, calls, query }) => {
    return `    ${(ms / Number(calls)).toFixed(1).padStart(7)} ms × ${calls}  ${query.slice(0, 140)}`;
  });
}
