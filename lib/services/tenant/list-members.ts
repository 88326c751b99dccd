import { listMemberRows } from "#lib/db/members.ts";
import type { MemberRow } from "#lib/domain/views/people.ts";
import { authorize, type ServiceContext } from "../context.ts";

const MOST_ROWS = 200;

/** Who used the portal with which roles, the latest first. What Entra ID gave since is seen at the next visit. */
export async function listMembers(context: ServiceContext): Promise<MemberRow[]> {
  authorize(context, "read-audit");
  const { tenantId } = context.viewer;
  return context.db.tenant(tenantId, (tx) => listMemberRows(tx, tenantId, MOST_ROWS));
}
