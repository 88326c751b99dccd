"use server";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";
import { pauseConnector } from "#lib/services/connector/pause-connector.ts";
import { resumeConnector } from "#lib/services/connector/resume-connector.ts";
import { startRun } from "#lib/services/run/start-run.ts";
import { discardDraft } from "#lib/services/setup/discard-draft.ts";
import { act } from "#app/_server/act.ts";

const connectorId = z.uuid();

export async function runAction(id: string): Promise<FormState> {
  return act(async () => {
    const { jobId } = await startRun(await serviceContext(), connectorId.parse(id));
    return `The import ${jobId} has started.`;
  });
}

export async function pauseAction(id: string): Promise<FormState> {
  return act(async () => {
    await pauseConnector(await serviceContext(), connectorId.parse(id));
    return "Paused. Nothing is lost: the next import, after you resume, begins where the last one ended.";
  });
}

export async function resumeAction(id: string): Promise<FormState> {
  return act(async () => {
    await resumeConnector(await serviceContext(), connectorId.parse(id));
    return "Resumed. The next import begins where the last one ended.";
  });
}

export async function discardAction(id: string): Promise<FormState> {
  return act(async () => {
    await discardDraft(await serviceContext(), connectorId.parse(id));
    return "The setup was discarded.";
  });
}
