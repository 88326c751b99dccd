"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { isDailySchedule, nextOccurrences } from "#lib/domain/schedule.ts";
import { paths } from "#lib/paths.ts";
import { requireViewer, serviceContext } from "#lib/server.ts";
import { beginConsent } from "#lib/services/setup/begin-consent.ts";
import { discardDraft } from "#lib/services/setup/discard-draft.ts";
import { act } from "#app/_server/act.ts";

const connectorId = z.uuid();

export async function discardAndLeave(id: string): Promise<void> {
  await discardDraft(await serviceContext(), connectorId.parse(id));
  redirect(paths.connectors);
}

/** A link to Microsoft's consent page for somebody else's browser. */
export async function handOffAction(id: string): Promise<{ status: "made"; url: string } | FormState> {
  const made: { url?: string } = {};
  const state = await act(async () => {
    made.url = (await beginConsent(await serviceContext(), connectorId.parse(id))).handOffUrl;
    return "";
  });
  return made.url === undefined ? state : { status: "made", url: made.url };
}

const SHOWN_RUNS = 3;

/** When a daily schedule would run next; nothing is stored. */
export async function nextRunsAction(time: string, zone: string): Promise<string[]> {
  await requireViewer();
  const schedule = { time, zone };
  if (!isDailySchedule(schedule)) return [];
  return nextOccurrences(schedule, new Date(), SHOWN_RUNS).map((at) => at.toISOString());
}
