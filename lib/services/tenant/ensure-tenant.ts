import { insertAuditEntry } from "#lib/db/audit.ts";
import { ensureTenantRow } from "#lib/db/tenants.ts";
import type { Viewer } from "#lib/domain/views.ts";
import type { ServiceContext } from "../context.ts";

/** The first sign-in out of an organization makes it known here. Safe to repeat, and needs no role. */
export async function ensureTenant(
  { db, world }: Pick<ServiceContext, "db" | "world">,
  viewer: Viewer,
): Promise<void> {
  const { tenantId } = viewer;
  await db.tenant(tenantId, async (tx) => {
    if (!(await ensureTenantRow(tx, tenantId))) return;
    await insertAuditEntry(tx, {
      tenantId,
      at: world.now(),
      actorId: viewer.userId,
      actorName: viewer.name,
      sourceAddress: "",
      action: "ensure-tenant",
      targetKind: "tenant",
      targetId: tenantId,
    });
  });
}
