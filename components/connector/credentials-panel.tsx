"use client";
import { Button } from "@fluentui/react-components";
import { useId } from "react";
import { type CountryOption, LoginFields } from "#components/setup/login-fields.tsx";
import { LOGIN_FIELDS, useLoginForm } from "#components/setup/use-login-form.ts";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import type { FormAction } from "#components/ui/form-state.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { submitterOf } from "#components/ui/submitter-of.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";

type CredentialsPanelProps = {
  isOpen: boolean;
  onClose: () => void;
  settings: ConnectorSettings;
  countries: readonly CountryOption[];
  save: FormAction;
};

/** New credentials for a connector that exists: tried at TeleMessage first, kept only when they work. */
export function CredentialsPanel({ isOpen, onClose, settings, countries, save }: CredentialsPanelProps) {
  const form = useLoginForm(settings, save);
  const formId = useId();
  return (
    <Panel
      isOpen={isOpen}
      title="TeleMessage credentials"
      onClose={onClose}
      foot={
        <>
          <Button type="submit" form={formId} appearance="primary" disabledFocusable={form.isPending}>
            {form.isPending ? "Connecting…" : "Validate connection and save"}
          </Button>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submitterOf(form.submit)} noValidate>
        <Stack gap="l">
          <Prose>They are tried now. The stored ones are replaced only if the new ones work.</Prose>
          <LoginFields form={form} hasPassword={settings.hasPassword} countries={countries} isNameFixed />
          <FormAnswer
            state={form.state}
            refusedTitle="The credentials were not changed"
            fields={LOGIN_FIELDS}
          />
        </Stack>
      </form>
    </Panel>
  );
}
