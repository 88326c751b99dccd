"use server";
import { z } from "zod";
import type { BulkAction } from "#components/connector/connector-actions.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { serviceContext } from "#lib/server.ts";
import { pauseConnector } from "#lib/services/connector/pause-connector.ts";
import { resumeConnector } from "#lib/services/connector/resume-connector.ts";
import { startRun } from "#lib/services/run/start-run.ts";
import { discardDraft } from "#lib/services/setup/discard-draft.ts";
import { onAll } from "#lib/services/shared/on-all.ts";
import { act } from "#app/_server/act.ts";

const connectorId = z.uuid();

export async function runAction(id: string): Promise<FormState> {
  return act(async () => {
    const { jobId } = await startRun(await serviceContext(), connectorId.parse(id));
    return `Run ${jobId} has started.`;
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

/** The same on all that were chosen. What was refused for some is told beside what was done for the others. */
export async function onAllAction(action: BulkAction, ids: readonly string[]): Promise<FormState> {
  return act(async () => {
    const context = await serviceContext();
    const { verb, done } = BULK[bulkAction.parse(action)];
    const result = await onAll(chosenIds.parse(ids), (id) => verb(context, id));
    const why = [...new Set(result.refusals)].join(" ");
    if (result.done === 0) throw new Refusal("nothing-done", why);
    return {
      message: `${done}: ${result.done} of ${ids.length}.`,
      warning:
        result.refusals.length === 0 ? undefined : `${result.refusals.length} stayed as they were. ${why}`,
    };
  });
}

const chosenIds = z.array(connectorId).min(1).max(1000);
const bulkAction = z.enum(["run", "pause", "resume"]);

const BULK = {
  run: { verb: startRun, done: "Runs started" },
  pause: { verb: pauseConnector, done: "Paused" },
  resume: { verb: resumeConnector, done: "Resumed" },
};

export async function discardAction(id: string): Promise<FormState> {
  return act(async () => {
    await discardDraft(await serviceContext(), connectorId.parse(id));
    return "The setup was discarded.";
  });
}
