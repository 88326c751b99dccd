import { insertAuditEntry } from "#lib/db/audit.ts";
import { ensureTenantRow } from "#lib/db/tenants.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import type { ServiceContext } from "../context.ts";

/** The first sign-in out of an organization makes it known here. Safe to repeat, and needs no role. */
export async function ensureTenant(
  { db, world }: Pick<ServiceContext, "db" | "world">,
  viewer: Viewer,
): Promise<void> {
  const { tenantId } = viewer;
  await db.tenant(tenantId, async (tx) => {
    if (!(await ensureTenantRow(tx, tenantId))) return;
    const doer = { actorId: viewer.userId, actorName: viewer.name, sourceAddress: "" };
    const target = { targetKind: "tenant", targetId: tenantId } as const;
    const deed = { tenantId, at: world.now(), ...doer, action: "ensure-tenant", ...target };
    await insertAuditEntry(tx, deed, world.sealAudit);
  });
}
