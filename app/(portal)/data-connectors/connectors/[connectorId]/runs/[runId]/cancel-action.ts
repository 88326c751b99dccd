"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";
import { cancelRun } from "#lib/services/run/cancel-run.ts";
import { act } from "#app/_server/act.ts";

export async function cancelAction(runId: string): Promise<FormState> {
  return act(async () => {
    await cancelRun(await serviceContext(), z.uuid().parse(runId));
    refresh();
    return "";
  });
}
