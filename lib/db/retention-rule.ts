import { type KeepDays, USUAL_KEEP_DAYS } from "#lib/domain/retention.ts";
import type { Db, Tx } from "./client.ts";

/** Longer than a pass takes: by then whoever held it is dead, and another worker goes on. */
const HELD_FOR_MS = 300_000;
/** Once looked through to the end, packs are left alone for so long. */
const LOOK_EVERY_MS = 3_600_000;

/** A tenant whose packs this worker alone looks through now; `lookedTo` is the pack after which the look goes on. */
export type RetentionHold = { lookedTo: string };

/** Tenants whose packs nobody has looked through lately. */
export async function sweepRetention(db: Db, now: Date): Promise<string[]> {
  const rows = await db.system((sql) =>
    sql.prepared<{ tenantId: string }>(`SELECT tenant_id AS "tenantId" FROM sweep_retention($1, $2)`, [
      now,
      new Date(now.getTime() - LOOK_EVERY_MS),
    ]),
  );
  return rows.map(({ tenantId }) => tenantId);
}

/** @returns undefined while another worker has it */
export async function holdRetention(db: Db, tenantId: string, now: Date): Promise<RetentionHold | undefined> {
  const [held] = await db.sql(tenantId, async (sql) => {
    await sql.prepared("INSERT INTO retention (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING", [tenantId]);
    return sql.prepared<RetentionHold>(
      `UPDATE retention SET held_until = $3 WHERE tenant_id = $1 AND held_until < $2
       RETURNING looked_to AS "lookedTo"`,
      [tenantId, now, new Date(now.getTime() + HELD_FOR_MS)],
    );
  });
  return held;
}

/** @param isDone nothing is left to do now; otherwise the next pass goes on at once */
export async function leaveRetention(
  db: Db,
  tenantId: string,
  { lookedTo, isDone, now }: { lookedTo: string; isDone: boolean; now: Date },
): Promise<void> {
  await db.sql(tenantId, (sql) =>
    sql.prepared(
      `UPDATE retention SET held_until = '-infinity', looked_to = $2,
         looked_at = CASE WHEN $3 THEN $4 ELSE looked_at END
       WHERE tenant_id = $1`,
      [tenantId, lookedTo, isDone, now],
    ),
  );
}

/** The rule in force, held until the transaction ends. */
export async function lockKeepDays(tx: Tx, tenantId: string): Promise<KeepDays> {
  await tx.$executeRaw`INSERT INTO retention (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<{ keepDays: KeepDays }[]>`
    SELECT keep_days AS "keepDays" FROM retention WHERE tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  return row ? row.keepDays : USUAL_KEEP_DAYS;
}

/**
 * The next pass looks at once. What the storage would not let go of under the old rule is still there, so the new one
 * decides on it.
 */
export async function saveKeepDays(tx: Tx, tenantId: string, keepDays: KeepDays, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE retention SET keep_days = ${keepDays}::int, looked_at = '-infinity' WHERE tenant_id = ${tenantId}::uuid`;
  await tx.$executeRaw`
    UPDATE pack SET delete_after = NULL, retention_days = NULL
    WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL AND delete_after > ${now}`;
}
