import { ROLES } from "#lib/domain/connector.ts";
import type { MemberRow, Viewer } from "#lib/domain/views/people.ts";
import type { Tx } from "./client.ts";

/** What is known of a viewer, as of now. */
export async function saveMember(
  tx: Tx,
  { tenantId, userId, name, email, roles }: Viewer,
  now: Date,
): Promise<void> {
  const seen = { name, email, roles: [...roles], lastSeenAt: now };
  await tx.member.upsert({
    where: { tenantId_userId: { tenantId, userId } },
    create: { tenantId, userId, firstSeenAt: now, ...seen },
    update: seen,
  });
}

/** Those who used the portal last, the latest first. */
export async function listMemberRows(tx: Tx, tenantId: string, limit: number): Promise<MemberRow[]> {
  const rows = await tx.member.findMany({
    where: { tenantId },
    orderBy: [{ lastSeenAt: "desc" }, { userId: "desc" }],
    take: limit,
  });
  return rows.map(({ userId, name, email, roles, firstSeenAt, lastSeenAt }) => ({
    userId,
    name,
    email,
    roles: ROLES.filter((role) => roles.includes(role)),
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }));
}
