"use client";
import { Button } from "@fluentui/react-components";
import { PlugConnected20Regular } from "@fluentui/react-icons";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Reveal } from "#components/ui/reveal.tsx";
import { type CountryOption, LoginFields } from "./login-fields.tsx";
import { SharedAccountNotice } from "./shared-account-notice.tsx";
import type { StepProps } from "./step-props.ts";
import { LOGIN_FIELDS, useLoginForm } from "./use-login-form.ts";
import { WizardForm } from "./wizard-form.tsx";

type LoginStepProps = StepProps & { countries: readonly CountryOption[] };

export function LoginStep({ settings, action, discard, countries }: LoginStepProps) {
  const form = useLoginForm(settings, action);
  const { state, isPending } = form;
  const isArchive = form.values.source === "archive";
  const isStored = settings.isSourceValidated && form.isUnchanged;
  const account = isStored && isArchive ? settings.sourceAccount : null;
  return (
    <WizardForm
      settings={settings}
      step="login"
      action={form.submit}
      nextLabel="Next"
      isPending={isPending}
      discard={discard}
    >
      <Prose>
        {isArchive
          ? "Sign in with your TeleMessage company administration account. Use a service account whose SMS PIN is switched off: the connector works at night, when nobody can enter one."
          : "TeleMessage puts a ZIP file of e-mails into a folder each day. The connector reads it there over SFTP, checks it against its manifest, and changes nothing in the folder."}
      </Prose>
      <LoginFields form={form} hasPassword={settings.hasPassword} countries={countries} />
      <div>
        <Button
          type="submit"
          name="intent"
          value="validate"
          icon={<PlugConnected20Regular />}
          disabledFocusable={isPending}
        >
          {isPending ? "Connecting…" : "Validate connection"}
        </Button>
      </div>
      <FormAnswer state={state} refusedTitle="The connection was not validated" fields={LOGIN_FIELDS} />
      {account && state.status !== "refused" && (
        <Reveal key={state.status} isWanted={state.status !== "idle"}>
          <Notice intent="success" title="Connected to TeleMessage" isAnswer={state.status === "done"}>
            Company {account.company}, archive plan {account.archivePlan}.
          </Notice>
        </Reveal>
      )}
      {isStored && settings.sharesAccountWith !== null && (
        <SharedAccountNotice connectorName={settings.sharesAccountWith} />
      )}
    </WizardForm>
  );
}
