"use server";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";
import { markAlertsRead } from "#lib/services/alert/mark-alerts-read.ts";

const alertIds = z
  .array(z.string().regex(/^\d{1,18}$/))
  .max(100)
  .optional();

/** The viewer has seen these, or all. */
export async function markReadAction(ids: string[] | undefined): Promise<FormState> {
  return act(async () => {
    await markAlertsRead(await serviceContext(), alertIds.parse(ids));
    return "Marked as read.";
  });
}
