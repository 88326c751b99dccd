import type { Db } from "./client.ts";

/** A count or an age over all tenants: no id of anybody or anything is in it. */
export type OperationsFigure = { figure: string; label: string; value: number };

/** What is active now, read over its partial indexes. */
export async function readOperationsFigures(db: Db, now: Date): Promise<OperationsFigure[]> {
  return db.system((sql) => sql.query("SELECT figure, label, value FROM operations_figures($1)", [now]));
}

/** Bytes of encrypted originals that are kept; reads all packs, so it is not asked at every look. */
export async function readStagingBytes(db: Db): Promise<number> {
  const [row] = await db.system((sql) => sql.query<{ bytes: string }>("SELECT staging_bytes() AS bytes"));
  return Number(row?.bytes ?? 0);
}
