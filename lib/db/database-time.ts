import type { Db } from "./client.ts";

/** The clock that heartbeats are written by. Whether one is stale is asked of it, since a process's own may be off. */
export async function readDatabaseTime(db: Db): Promise<Date> {
  const [row] = await db.system((sql) => sql.prepared<{ now: Date }>("SELECT clock_timestamp() AS now"));
  if (!row) throw new Error("the database does not tell its time");
  return row.now;
}
