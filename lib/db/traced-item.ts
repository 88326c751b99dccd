import { deletionTimeOf, type KeepDays, USUAL_KEEP_DAYS } from "#lib/domain/retention.ts";
import type { TracedItem, TracedPack, TracedParticipant } from "#lib/domain/traces.ts";
import type { Sql } from "./client.ts";

/** What the rows tell of an item in a trace. */
export type TracedItemRow = {
  itemId: string;
  sourceItemId: string;
  kind: "sms" | "mms" | null;
  sentAt: Date | null;
  archivedAt: Date;
  sha256: string | null;
  sizeBytes: string | null;
  packId: string | null;
  storedAt: Date | null;
  deleteAfter: Date | null;
  deletedAt: Date | null;
  packSettledAt: Date | null;
  keepDays: KeepDays;
};

/** Of `i` item, and of what {@link TRACED_ITEM_JOINS} joins to it. */
export const TRACED_ITEM_COLUMNS = `
  i.id AS "itemId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId", i.kind,
  i.sent_at AS "sentAt", i.archived_at AS "archivedAt", encode(i.sha256, 'hex') AS sha256,
  i.size_bytes AS "sizeBytes", p.id AS "packId", p.created_at AS "storedAt", p.delete_after AS "deleteAfter",
  p.deleted_at AS "deletedAt", p.settled_at AS "packSettledAt", CASE
    WHEN p.deleted_at IS NOT NULL OR p.retention_days IS NOT NULL THEN p.retention_days
    WHEN k.tenant_id IS NULL THEN ${USUAL_KEEP_DAYS}
    ELSE k.keep_days
  END AS "keepDays"`;
export const TRACED_ITEM_JOINS = `
  LEFT JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id
  LEFT JOIN retention k ON k.tenant_id = i.tenant_id`;

export function tracedItemOf(row: TracedItemRow): TracedItem {
  const { sourceItemId, kind, sha256, sizeBytes } = row;
  return {
    sourceItemId,
    kind,
    sentAt: instantOf(row.sentAt),
    archivedAt: row.archivedAt.toISOString(),
    sha256,
    sizeBytes: sizeBytes === null ? null : Number(sizeBytes),
    pack: packOf(row),
  };
}

function packOf(row: TracedItemRow): TracedPack | null {
  const { packId, storedAt, deleteAfter, deletedAt, packSettledAt, keepDays } = row;
  if (packId === null || storedAt === null) return null;
  const due = deleteAfter ?? (packSettledAt && deletionTimeOf(packSettledAt, keepDays)) ?? null;
  return {
    packId,
    storedAt: storedAt.toISOString(),
    deleteAfter: instantOf(due),
    deletedAt: instantOf(deletedAt),
    keepDays,
  };
}

/** Whom the item names, in its order; `userId` is whose mailbox the trace is about, if it is about one. */
export async function listTracedParticipants(
  sql: Sql,
  tenantId: string,
  itemId: string,
  userId: string | null,
): Promise<TracedParticipant[]> {
  return sql.prepared<TracedParticipant>(PARTICIPANTS, [tenantId, itemId, userId]);
}

const PARTICIPANTS = `
  SELECT p.role, p.phone, p.address, p.has_unreadable_number AS "hasUnreadableNumber", p.resolution, p.reason, p.via,
    coalesce(u.user_principal_name, p.user_id) AS mailbox,
    coalesce(p.user_id = $3::text AND p.resolution = 'mailbox', false) AS "isOfMailbox",
    p.mapping_version AS "mappingVersion", p.mapping_line AS "mappingLine"
  FROM participant p
  LEFT JOIN directory_user u ON u.tenant_id = p.tenant_id AND u.user_id = p.user_id
  WHERE p.tenant_id = $1 AND p.item_id = $2
  ORDER BY p.ordinal`;

export const instantOf = (date: Date | null) => date?.toISOString() ?? null;
