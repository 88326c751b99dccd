"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { useActionState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { IDLE } from "#components/ui/form-state.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { StepProps } from "./step-props.ts";
import { TERMS } from "./terms.ts";
import { WizardForm } from "./wizard-form.tsx";

const useStyles = makeStyles({
  terms: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    margin: 0,
    paddingInlineStart: "20px",
  },
});

export function TermsStep({ settings, action, discard }: StepProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(action, IDLE);
  const kindName = findConnectorKind(settings.kind)?.name ?? settings.kind;
  return (
    <WizardForm
      settings={settings}
      step="terms"
      action={submit}
      nextLabel={settings.termsAcceptedAt ? "Next" : "Accept"}
      isPending={isPending}
      discard={discard}
    >
      <FormAnswer state={state} refusedTitle="The terms were not accepted" />
      {settings.termsAcceptedAt && (
        <Notice intent="success" title="Accepted">
          On <Instant at={settings.termsAcceptedAt} />, for this connector.
        </Notice>
      )}
      <Prose>
        The {kindName} connector takes your organization's messages from TeleMessage and files them in your
        own mailboxes. By accepting you confirm, on behalf of your organization:
      </Prose>
      <ol className={styles.terms}>
        {TERMS.map(({ title, text }) => (
          <li key={title}>
            <Prose>
              <b>{title}</b> {text}
            </Prose>
          </li>
        ))}
      </ol>
    </WizardForm>
  );
}
