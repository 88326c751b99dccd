"use server";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";
import type { Marked } from "#components/alert/mark-read.ts";
import { markAlertsUnread } from "#lib/services/alert/mark-alerts-unread.ts";
import { markAlertsRead } from "#lib/services/alert/mark-alerts-read.ts";

const alertId = z.string().regex(/^\d{1,18}$/);
const alertIds = z.array(alertId).max(100).optional();
/** As many as were marked in one go. */
const markedIds = z.array(alertId).max(100_000);

/** The viewer has seen these, or all. */
export async function markReadAction(ids: string[] | undefined): Promise<Marked> {
  let marked: string[] = [];
  const state = await act(async () => {
    marked = await markAlertsRead(await serviceContext(), alertIds.parse(ids));
    return marked.length === 1 ? "Marked as read." : `${marked.length} notifications marked as read.`;
  });
  return { state, marked };
}

/** Takes that back. */
export async function markUnreadAction(ids: string[]): Promise<FormState> {
  return act(async () => {
    await markAlertsUnread(await serviceContext(), markedIds.parse(ids));
    return "Unread again.";
  });
}
