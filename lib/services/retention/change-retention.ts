import { lockKeepDays, saveKeepDays } from "#lib/db/retention-rule.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { type KeepDays, LEAST_KEEP_DAYS, MOST_KEEP_DAYS, parseKeepDays } from "#lib/domain/retention.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { recordDeed } from "../shared/record-deed.ts";

/** As typed; the days do not matter where originals are kept forever. */
export type RetentionForm = { isForEver: boolean; days: string };

/**
 * For how long originals are kept once all that lies with them is safe. Workers go by it within a minute; what they
 * deleted by the old rule stays deleted.
 * @returns the rule that holds now
 * @throws Refusal at `days`
 */
export async function changeRetention(context: ServiceContext, form: RetentionForm): Promise<KeepDays> {
  authorize(context, "change-settings");
  const keepDays = keepDaysOf(form);
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  await context.db.tenant(tenantId, async (tx) => {
    const before = await lockKeepDays(tx, tenantId);
    if (before === keepDays) return;
    await saveKeepDays(tx, tenantId, keepDays, now);
    await recordDeed(tx, context, {
      action: "change-retention",
      targetKind: "tenant",
      targetId: tenantId,
      before: { keepDays: before ?? "forever" },
      after: { keepDays: keepDays ?? "forever" },
    });
  });
  return keepDays;
}

function keepDaysOf({ isForEver, days }: RetentionForm): KeepDays {
  if (isForEver) return null;
  const keepDays = parseKeepDays(days);
  if (keepDays !== undefined) return keepDays;
  throw new Refusal(
    "days-unreadable",
    `Enter a whole number of days from ${LEAST_KEEP_DAYS} to ${MOST_KEEP_DAYS}.`,
    "days",
  );
}
