import { readRetention } from "#lib/db/retention-figures.ts";
import type { RetentionSettings } from "#lib/domain/views/settings.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** How long originals are kept, how much is kept now, and when the next of it goes. */
export async function getRetention(context: ServiceContext): Promise<RetentionSettings> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, (sql) => readRetention(sql, tenantId));
}
