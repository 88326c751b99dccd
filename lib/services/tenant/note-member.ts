import { saveMember } from "#lib/db/members.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import type { ServiceContext } from "../context.ts";

/** A viewer with a role was here. Safe to repeat; whoever has no role leaves nothing behind. */
export async function noteMember(
  { db, world }: Pick<ServiceContext, "db" | "world">,
  viewer: Viewer,
): Promise<void> {
  if (viewer.roles.length === 0) return;
  await db.tenant(viewer.tenantId, (tx) => saveMember(tx, viewer, world.now()));
}
