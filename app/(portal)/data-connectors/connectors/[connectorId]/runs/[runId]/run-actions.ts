"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { MAX_CHOSEN_DELIVERIES } from "#lib/domain/delivery.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { cancelRun } from "#lib/services/run/cancel-run.ts";
import { retryFailed } from "#lib/services/run/retry-failed.ts";
import { retrySelected } from "#lib/services/run/retry-selected.ts";
import { runAgain } from "#lib/services/run/run-again.ts";
import { act } from "#app/_server/act.ts";

export async function cancelAction(runId: string): Promise<FormState> {
  return act(async () => {
    await cancelRun(await serviceContext(), z.uuid().parse(runId));
    refresh();
    return "";
  });
}

/** Shows the run that it started. */
export async function runAgainAction(connectorId: string, runId: string): Promise<FormState> {
  return act(async () => {
    const again = await runAgain(await serviceContext(), z.uuid().parse(runId));
    redirect(paths.run(connectorId, again.runId));
  });
}

/** Shows the run that it started. */
export async function retryFailedAction(connectorId: string, runId: string): Promise<FormState> {
  return act(async () => {
    const retry = await retryFailed(await serviceContext(), z.uuid().parse(runId));
    redirect(paths.run(connectorId, retry.runId));
  });
}

const chosenIds = z
  .array(z.string().regex(/^\d{1,18}$/))
  .min(1)
  .max(MAX_CHOSEN_DELIVERIES);

/** Shows the run that it started. */
export async function retrySelectedAction(
  connectorId: string,
  runId: string,
  deliveryIds: readonly string[],
): Promise<FormState> {
  return act(async () => {
    const chosen = { runId: z.uuid().parse(runId), deliveryIds: chosenIds.parse(deliveryIds) };
    const retry = await retrySelected(await serviceContext(), chosen);
    redirect(paths.run(connectorId, retry.runId));
  });
}
