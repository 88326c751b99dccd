import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "#app/_server/or-not-found.ts";
import { firstOpenStep, isStepReachable, type SetupStep } from "#lib/domain/setup.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getSetup } from "#lib/services/setup/get-setup.ts";

const uuid = z.uuid();

/**
 * The draft behind a step's address. A step that cannot be opened yet leads to the first open one, a setup that is
 * finished to its connector, an unknown one to the 404 page.
 */
export async function readDraft(
  context: ServiceContext,
  place: { kind: string; connectorId: string; step: SetupStep },
): Promise<ConnectorSettings> {
  const settings = await readSettings(context, place.connectorId);
  if (!settings.isDraft) redirect(paths.connector(settings.connectorId));
  const isHere = settings.kind === place.kind && isStepReachable(place.step, settings.progress);
  if (!isHere) {
    redirect(paths.setup(settings.kind, settings.connectorId, firstOpenStep(settings.progress)));
  }
  return settings;
}

export async function readSettings(context: ServiceContext, connectorId: string): Promise<ConnectorSettings> {
  if (!uuid.safeParse(connectorId).success) notFound();
  return orNotFound(getSetup(context, connectorId));
}
