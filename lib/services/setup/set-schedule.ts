import { Refusal } from "#lib/domain/failure.ts";
import { isDailySchedule, nextOccurrence } from "#lib/domain/schedule.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { changedSince } from "../shared/refusals.ts";
import { requireStep } from "../shared/require-step.ts";

type Daily = { time: string; zone: string };

/** The first import's age stays as it is where it is left out. With `expected`, only as long as the schedule is that. */
export type Schedule = Daily & {
  connectorId: string;
  firstImportDays?: number;
  expected?: Daily | undefined;
};

/** Ten years: nothing was archived before. */
const MAX_FIRST_IMPORT_DAYS = 3650;

/**
 * When the connector runs, and how far its first import looks back (which stays as it was once there has been one).
 * @throws Refusal at `time`, `zone` or `firstImportDays`; `not-found` | `step-not-reached` | `changed-since`
 */
export async function setSchedule(context: ServiceContext, schedule: Schedule): Promise<void> {
  authorize(context, "change-settings");
  refuseImpossible(schedule);
  const { connectorId, time, zone, firstImportDays, expected } = schedule;
  const now = await context.world.readTime();
  await changeConnector(context, connectorId, "set-schedule", async (connector, tx) => {
    await requireStep(tx, connector, "review");
    const isExpected = connector.scheduleTime === expected?.time && connector.scheduleZone === expected.zone;
    if (expected && !isExpected) throw changedSince();
    const daily = { scheduleTime: time, scheduleZone: zone };
    if (connector.state === "draft")
      return { ...daily, ...(firstImportDays !== undefined && { firstImportDays }) };
    if (connector.scheduleTime === time && connector.scheduleZone === zone) return undefined;
    // A time that has come and waits for an active run, or for its worker, is not lost with the old schedule.
    const isMissed = connector.nextRunAt !== null && connector.nextRunAt <= now;
    return isMissed ? daily : { ...daily, nextRunAt: nextOccurrence({ time, zone }, now) };
  });
}

function refuseImpossible({ time, zone, firstImportDays }: Schedule): void {
  if (!isDailySchedule({ time, zone: "UTC" })) {
    throw new Refusal(
      "time-unreadable",
      "This is not a valid time of day. Enter hours and minutes, for example 02:00.",
      "time",
    );
  }
  if (!isDailySchedule({ time, zone })) {
    throw new Refusal("zone-unknown", "This time zone is not known. Choose one from the list.", "zone");
  }
  if (firstImportDays === undefined) return;
  const isPossible =
    Number.isInteger(firstImportDays) && firstImportDays >= 1 && firstImportDays <= MAX_FIRST_IMPORT_DAYS;
  if (isPossible) return;
  throw new Refusal(
    "days-out-of-range",
    `Enter whole days, from 1 to ${MAX_FIRST_IMPORT_DAYS}: the first import has to look back at least one.`,
    "firstImportDays",
  );
}
