import { Failure } from "#lib/domain/failure.ts";
import type { World } from "../context.ts";

/** Before the consent, or while Microsoft does not answer, what is known of the directory has to do. */
export async function refreshDirectory(world: World, tenantId: string): Promise<void> {
  try {
    await world.refreshDirectory(tenantId);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
