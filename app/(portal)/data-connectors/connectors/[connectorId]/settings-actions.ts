"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { loginForm } from "#app/(portal)/data-connectors/[kind]/new/[connectorId]/step-forms.ts";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { serviceContext } from "#lib/server.ts";
import { checkLogin } from "#lib/services/setup/check-login.ts";

/** Tries a login at TeleMessage, and keeps it when it works. */
export async function saveLoginAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const { intent: _intent, ...login } = loginForm.parse(Object.fromEntries(form));
    const account = await checkLogin(await serviceContext(), { connectorId: z.uuid().parse(id), ...login });
    refresh();
    return `Connected to TeleMessage as ${account.company}. The credentials are stored.`;
  });
}
