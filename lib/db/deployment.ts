import type { Db } from "./client.ts";

/**
 * Asked when a process starts, and by the operator who put a backup back. A restored database does not know what was
 * imported after its backup: from now on, runs over the time before look into the mailboxes first.
 * @returns whether this database is a restored one that nobody had noticed
 */
export async function noticeRestore(db: Db, isTold = false): Promise<boolean> {
  const [row] = await db.system((sql) =>
    sql.query<{ isRestored: boolean }>(`SELECT notice_restore($1) AS "isRestored"`, [isTold]),
  );
  return row?.isRestored ?? false;
}
