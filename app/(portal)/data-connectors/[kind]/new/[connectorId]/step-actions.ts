"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { stepAfter } from "#components/setup/step-complete.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { SetupStep } from "#lib/domain/setup.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { acceptTerms } from "#lib/services/setup/accept-terms.ts";
import { activateConnector } from "#lib/services/setup/activate-connector.ts";
import { attestRole } from "#lib/services/setup/attest-role.ts";
import { chooseMapping } from "#lib/services/setup/choose-mapping.ts";
import { getSetup } from "#lib/services/setup/get-setup.ts";
import { setSchedule } from "#lib/services/setup/set-schedule.ts";
import { act } from "#app/_server/act.ts";
import { isStored, tryLogin } from "./try-login.ts";
import { loginForm, loginIntent, mappingForm, scheduleForm } from "./step-forms.ts";

const connectorId = z.uuid();

/** Carries out a step for a checked id, then opens the next one. */
function step(
  id: string,
  name: SetupStep,
  deed: (context: ServiceContext, id: string) => Promise<void>,
): Promise<FormState> {
  return act(async () => {
    const context = await serviceContext();
    await deed(context, connectorId.parse(id));
    const { kind } = await getSetup(context, id);
    redirect(paths.setup(kind, id, stepAfter(name)));
  });
}

export async function acceptTermsAction(id: string): Promise<FormState> {
  return step(id, "terms", async (context) => {
    const { termsAcceptedAt } = await getSetup(context, id);
    if (termsAcceptedAt === null) await acceptTerms(context, id);
  });
}

export async function loginAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  const fields = Object.fromEntries(form);
  const login = loginForm.parse(fields);
  if (loginIntent.parse(fields["intent"]) === "validate") {
    return act(async () => {
      const answer = await tryLogin(await serviceContext(), connectorId.parse(id), login);
      refresh();
      // The archive service's account stands on the page, out of what is stored.
      return login.source === "archive" ? "" : answer;
    });
  }
  return step(id, "login", async (context) => {
    if (!isStored(await getSetup(context, id), login)) await tryLogin(context, id, login);
  });
}

export async function mappingAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  const choice = mappingForm.parse(Object.fromEntries(form));
  return step(id, "user-mapping", (context) => chooseMapping(context, { connectorId: id, ...choice }));
}

export async function consentAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  return step(id, "admin-consent", async (context) => {
    const { progress } = await getSetup(context, id);
    if (!progress.isRoleChecked) {
      if (form.get("attest") === null) {
        throw new Refusal(
          "role-unchecked",
          "Tick the box once you have checked that the role is assigned to you.",
          "attest",
        );
      }
      await attestRole(context, id);
    }
    if (!progress.isConsentProven) {
      throw new Refusal(
        "consent-unproven",
        "Admin consent is not proven yet. Grant it, or wait for the global admin; this page shows it as soon as Microsoft confirms.",
      );
    }
  });
}

export async function finishAction(id: string, _previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const context = await serviceContext();
    const schedule = scheduleForm.safeParse(Object.fromEntries(form));
    if (!schedule.success) {
      const [issue] = schedule.error.issues;
      throw new Refusal(
        "schedule-unreadable",
        issue?.message ?? "Check the schedule.",
        String(issue?.path[0]),
      );
    }
    await setSchedule(context, { connectorId: connectorId.parse(id), ...schedule.data });
    const { kind } = await getSetup(context, id);
    await activateConnector(context, id);
    redirect(paths.created(kind, id));
  });
}
