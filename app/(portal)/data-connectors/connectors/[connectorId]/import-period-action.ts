"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { importPeriod } from "#lib/services/run/import-period.ts";

const instant = z.iso.datetime().transform((text) => new Date(text));

/** Shows the run that it started. */
export async function importPeriodAction(
  id: string,
  period: Record<"from" | "to", string>,
): Promise<FormState> {
  return act(async () => {
    const connectorId = z.uuid().parse(id);
    const window = { from: readInstant(period.from, "from"), to: readInstant(period.to, "to") };
    const run = await importPeriod(await serviceContext(), connectorId, window);
    redirect(paths.run(connectorId, run.runId));
  });
}

function readInstant(text: string, field: string): Date {
  const parsed = instant.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Refusal("period-unreadable", "Enter a date and a time.", field);
}
