import { parsePhoneNumber, parseSmtpAddress } from "#lib/domain/address.ts";
import type { DirectoryMatch, MappingCandidate } from "#lib/domain/mapping.ts";
import type { ParticipantToResolve } from "#lib/pipeline/ports/run-store.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db } from "./client.ts";
import { holdRun } from "./hold-run.ts";
import { isInScope } from "./scope.ts";

type CandidateRow = {
  itemId: string;
  ordinal: number;
  phone: string | null;
  address: string | null;
  hasUnreadableNumber: boolean;
  version: number | null;
  line: number | null;
  ruleAddress: string | null;
  ruleMatches: DirectoryMatch[] | null;
  emailMatches: DirectoryMatch[] | null;
  belongsToOrganization: boolean;
  leftOut: string[];
  isAutomatic: boolean;
  isCustom: boolean;
};

const matchesOf = (address: string) => `(
  SELECT jsonb_agg(jsonb_build_object('userId', u.user_id, 'isMember', u.is_member, 'isEnabled', u.is_enabled,
    'hasMailbox', u.has_mailbox) ORDER BY u.user_id)
  FROM directory_address a JOIN directory_user u ON u.tenant_id = a.tenant_id AND u.user_id = a.user_id
  WHERE a.tenant_id = $1 AND a.address = ${address})`;

/** Where everybody is archived, nobody is looked up. */
const LEFT_OUT = `CASE WHEN s.kind = 'everybody' THEN '{}' ELSE ARRAY(
    SELECT DISTINCT a.user_id FROM directory_address a
    WHERE a.tenant_id = $1 AND a.address IN (r.rule_address, r.address) AND NOT ${isInScope("s.kind", "s.id", "a.user_id")}
  ) END`;

// Materialized, so that the look-ups compare columns with values that no policy guards: then they may use indexes.
const CANDIDATES = `
  WITH settings AS MATERIALIZED (
    SELECT c.id, c.scope_kind AS kind, c.is_automatic, c.is_custom, c.mapping_version_id FROM run r
    JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
    WHERE r.tenant_id = $1 AND r.id = $2
  ), version AS MATERIALIZED (
    SELECT v.id, v.version FROM settings s
    JOIN mapping_version v ON v.tenant_id = $1 AND v.id = s.mapping_version_id
  ), picked AS MATERIALIZED (
    SELECT i.id, i.sent_at FROM item i
    WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.state = 'staged'
      AND EXISTS (SELECT 1 FROM participant p WHERE p.tenant_id = $1 AND p.item_id = i.id)
    ORDER BY i.id LIMIT $3
  ), person AS MATERIALIZED (
    SELECT p.item_id, p.ordinal, p.phone, p.address, p.has_unreadable_number, k.sent_at,
      split_part(p.address, '@', -1) AS domain
    FROM picked k JOIN participant p ON p.tenant_id = $1 AND p.item_id = k.id AND p.resolution IS NULL
  ), ruled AS MATERIALIZED (
    SELECT person.*, v.version, rule.line, rule.address AS rule_address,
      EXISTS (SELECT 1 FROM mapping_rule m WHERE m.version_id = v.id AND m.phone = person.phone) AS is_in_mapping
    FROM person
    LEFT JOIN version v ON true
    LEFT JOIN LATERAL (
      SELECT m.line, m.address FROM mapping_rule m
      WHERE m.version_id = v.id AND m.phone = person.phone
        AND (m.valid_from IS NULL OR m.valid_from <= person.sent_at)
        AND (m.valid_to IS NULL OR person.sent_at < m.valid_to)
      ORDER BY m.line LIMIT 1
    ) rule ON true
  )
  SELECT r.item_id AS "itemId", r.ordinal, r.phone, r.address, r.has_unreadable_number AS "hasUnreadableNumber",
    r.version, r.line, r.rule_address AS "ruleAddress", ${matchesOf("r.rule_address")} AS "ruleMatches",
    ${matchesOf("r.address")} AS "emailMatches",
    r.is_in_mapping
      OR EXISTS (SELECT 1 FROM directory_domain d WHERE d.tenant_id = $1 AND d.domain = r.domain)
      OR EXISTS (SELECT 1 FROM directory_address a WHERE a.tenant_id = $1 AND a.address = r.address)
      AS "belongsToOrganization",
    ${LEFT_OUT} AS "leftOut", s.is_automatic AS "isAutomatic", s.is_custom AS "isCustom"
  FROM ruled r CROSS JOIN settings s ORDER BY r.item_id, r.ordinal`;

/**
 * Participants of the oldest staged items, whole items only, with the mapping's row and the directory's answers. Who has
 * a mailbox already, in an item that is replayed, is not asked for again. Mappings, directory and scope are those in force
 * at each call, all as of one moment: what is changed while a run maps holds from its next items on, and what was mapped
 * before stays as it was.
 */
export async function listParticipantsToResolve(
  db: Db,
  claim: RunClaim,
  workerId: string,
  maxItems: number,
): Promise<ParticipantToResolve[]> {
  const rows = await db.sql(claim.tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    return sql.query<CandidateRow>(CANDIDATES, [claim.tenantId, claim.runId, maxItems]);
  });
  return rows.map((row) => ({
    itemId: row.itemId,
    ordinal: row.ordinal,
    candidate: candidateOf(row),
    mapping: { isAutomatic: row.isAutomatic, isCustom: row.isCustom },
  }));
}

/** Numbers and addresses were normalized before they were stored; the parsers give them their types back. */
function candidateOf(row: CandidateRow): MappingCandidate {
  const ruleAddress = row.ruleAddress === null ? undefined : parseSmtpAddress(row.ruleAddress);
  const { version, line } = row;
  return {
    phone: row.phone === null ? undefined : parsePhoneNumber(row.phone),
    address: row.address === null ? undefined : parseSmtpAddress(row.address),
    hasUnreadableNumber: row.hasUnreadableNumber,
    custom:
      ruleAddress !== undefined && version !== null && line !== null
        ? { address: ruleAddress, version, line, matches: row.ruleMatches ?? [] }
        : undefined,
    emailMatches: row.emailMatches ?? [],
    belongsToOrganization: row.belongsToOrganization,
    leftOut: row.leftOut,
  };
}
