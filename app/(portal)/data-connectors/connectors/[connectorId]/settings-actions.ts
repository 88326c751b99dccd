"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { loginForm } from "#app/(portal)/data-connectors/[kind]/new/[connectorId]/step-forms.ts";
import { tryLogin } from "#app/(portal)/data-connectors/[kind]/new/[connectorId]/try-login.ts";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";

/** Tries a login at the connector's source, and keeps it when it works. */
export async function saveLoginAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const login = loginForm.parse(Object.fromEntries(form));
    const answer = await tryLogin(await serviceContext(), z.uuid().parse(id), login);
    refresh();
    return answer;
  });
}
