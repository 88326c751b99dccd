"use server";
import { z } from "zod";
import type { DeliveryFinding } from "#components/run/delivery-search.tsx";
import { serviceContext } from "#lib/server.ts";
import { findInRun } from "#lib/services/run/find-in-run.ts";
import { act } from "#app/_server/act.ts";

/** Looks for what was typed among the run's items and mailboxes: in the body of a request, never in an address. */
export async function findInRunAction(runId: string, typed: string): Promise<DeliveryFinding> {
  let finding: DeliveryFinding | undefined;
  const refused = await act(async () => {
    const text = z.string().max(1000).parse(typed).trim();
    finding = await findInRun(await serviceContext(), { runId: z.uuid().parse(runId), text });
    return "";
  });
  return finding ?? { kind: "refused", refused };
}
