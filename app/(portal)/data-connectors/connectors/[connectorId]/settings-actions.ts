"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { loginForm } from "#app/(portal)/data-connectors/[kind]/new/[connectorId]/step-forms.ts";
import { tryLogin } from "#app/(portal)/data-connectors/[kind]/new/[connectorId]/try-login.ts";
import { act } from "#app/_server/act.ts";
import { scopeSentence } from "#components/connector/scope-words.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import { SCOPE_KINDS } from "#lib/domain/scope.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { changeScope } from "#lib/services/connector/change-scope.ts";
import { deleteConnector } from "#lib/services/connector/delete-connector.ts";
import { renameConnector } from "#lib/services/connector/rename-connector.ts";
import { takeBackScope } from "#lib/services/connector/take-back-scope.ts";
import { attestRole } from "#lib/services/setup/attest-role.ts";
import { setSchedule } from "#lib/services/setup/set-schedule.ts";

const typedName = typedText.max(1000);

/** Tries a login at the connector's source, and keeps it when it works. */
export async function saveLoginAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const login = loginForm.parse(Object.fromEntries(form));
    const answer = await tryLogin(await serviceContext(), z.uuid().parse(id), login);
    refresh();
    return answer;
  });
}

/** `expected` is the name that is taken back. */
export async function renameAction(id: string, typed: string, expected?: string): Promise<FormState> {
  return act(async () => {
    const name = await renameConnector(await serviceContext(), {
      connectorId: z.uuid().parse(id),
      name: typedName.parse(typed),
      expected: typedName.optional().parse(expected),
    });
    refresh();
    return { message: `The connector is called ${name}.`, saved: name };
  });
}

/** The viewer vouches for the Mailbox Import Export role, perhaps after whoever did so before. */
export async function confirmRoleAction(id: string): Promise<FormState> {
  return act(async () => {
    await attestRole(await serviceContext(), z.uuid().parse(id));
    refresh();
    return "The role is confirmed.";
  });
}

const typedSchedule = z.object({ time: typedText.max(20), zone: typedText.max(100) });

/** `expected` is the schedule that is taken back. */
export async function changeScheduleAction(
  id: string,
  typed: z.input<typeof typedSchedule>,
  expected?: z.input<typeof typedSchedule>,
): Promise<FormState> {
  return act(async () => {
    const { time, zone } = typedSchedule.parse(typed);
    await setSchedule(await serviceContext(), {
      connectorId: z.uuid().parse(id),
      time,
      zone,
      expected: typedSchedule.optional().parse(expected),
    });
    refresh();
    return `The connector runs every day at ${time} in ${zone}.`;
  });
}

const version = z.string().max(100);
const scopeForm = z.object({ kind: z.enum(SCOPE_KINDS), addresses: typedText.max(1_000_000), version });

export async function changeScopeAction(id: string, typed: z.input<typeof scopeForm>): Promise<FormState> {
  return act(async () => {
    // Also of what is refused: who is told of another admin's change is to see it.
    refresh();
    const form = { connectorId: z.uuid().parse(id), ...scopeForm.parse(typed) };
    return scopeAnswer(await changeScope(await serviceContext(), form));
  });
}

const scopeUndo = z.object({ saved: version, before: version });

export async function takeBackScopeAction(id: string, undo: z.input<typeof scopeUndo>): Promise<FormState> {
  return act(async () => {
    refresh();
    const form = { connectorId: z.uuid().parse(id), ...scopeUndo.parse(undo) };
    return scopeAnswer(await takeBackScope(await serviceContext(), form));
  });
}

function scopeAnswer(scope: Awaited<ReturnType<typeof changeScope>>): { message: string; saved: string } {
  return { message: scopeSentence(scope.kind, scope.listed), saved: scope.version };
}

/** Shows the list that it is no longer in. */
export async function deleteAction(id: string, typed: string): Promise<FormState> {
  return act(async () => {
    await deleteConnector(await serviceContext(), {
      connectorId: z.uuid().parse(id),
      typedName: typedName.parse(typed),
    });
    redirect(paths.connectors);
  });
}
