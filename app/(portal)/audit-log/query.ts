import { z } from "zod";
import type { AuditQuery } from "#components/audit/audit-query.ts";
import { AUDIT_ACTIONS } from "#lib/domain/audit.ts";
import { queryText } from "#lib/domain/outside-text.ts";

const day = z.iso.date().optional().catch(undefined);

/** The address of the audit log. What cannot be read is left out. */
const query = z.object({
  action: z
    .string()
    .refine((action) => AUDIT_ACTIONS.includes(action))
    .optional()
    .catch(undefined),
  q: queryText.max(200).optional().catch(undefined),
  from: day,
  to: day,
  after: z.string().max(40).optional().catch(undefined),
});

export function parseAuditQuery(parameters: unknown): AuditQuery {
  const { q, ...rest } = query.parse(parameters);
  return { ...rest, search: q ?? "" };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole days in UTC, both included. */
export function auditFilterOf({ action, search, from, to }: AuditQuery) {
  return {
    action,
    search: search.trim(),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(Date.parse(to) + DAY_MS),
  };
}
