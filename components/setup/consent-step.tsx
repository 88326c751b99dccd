"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { ShieldCheckmark20Regular } from "@fluentui/react-icons";
import { useActionState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { IDLE, refusalAt } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { paths } from "#lib/paths.ts";
import { ConsentProofLine } from "./consent-proof.tsx";
import { isGranted, useConsent } from "./consent-query.ts";
import { HandOff, type HandOffAction } from "./hand-off.tsx";
import { RoleCheckSection } from "./role-check.tsx";
import type { StepProps } from "./step-props.ts";
import { WizardForm } from "./wizard-form.tsx";

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    margin: 0,
    paddingInlineStart: "20px",
  },
});

/** What is asked for, in Microsoft's name for it and in plain words. */
const PERMISSIONS = [
  {
    name: "Mail.ReadWrite",
    why: "to create the archive's folder in a mailbox, to file the messages in it, and to read them back as proof. It covers every mailbox unless you limit it to some by a scope in Exchange Online (RBAC for Applications).",
  },
  {
    name: "User.Read.All",
    why: "to find out which mailbox belongs to a number or an address.",
  },
] as const;

type ConsentStepProps = StepProps & { makeLink: HandOffAction };

export function ConsentStep({ settings, action, discard, makeLink }: ConsentStepProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(action, IDLE);
  const { data: consent, error } = useConsent(settings.connectorId, settings.consent);
  const granted = isGranted(consent.state);
  return (
    <WizardForm
      settings={settings}
      step="admin-consent"
      action={submit}
      nextLabel="Next"
      isPending={isPending}
      discard={discard}
    >
      <Section level={3} title="What your organization is asked for">
        <Prose>
          Imports run unattended, with nobody signed in. A global admin therefore has to allow the
          application, once:
        </Prose>
        <ul className={styles.list}>
          {PERMISSIONS.map(({ name, why }) => (
            <li key={name}>
              <Prose>
                <b>{name}</b>, {why}
              </Prose>
            </li>
          ))}
        </ul>
      </Section>
      <Section level={3} title="Consent">
        <ConsentProofLine answer={consent} />
        {error && <ProblemNotice error={error} meanwhile="The line above shows what was last known." />}
        <div>
          <LinkButton
            isExternal
            appearance={granted ? "secondary" : "primary"}
            icon={<ShieldCheckmark20Regular />}
            href={paths.api.consentStart(settings.connectorId)}
          >
            {granted ? "Grant admin consent again" : "Grant admin consent"}
          </LinkButton>
        </div>
        {!granted && <HandOff makeLink={makeLink} />}
      </Section>
      <RoleCheckSection check={settings.roleCheck} refusal={refusalAt(state, "attest")} />
      <FormAnswer state={state} refusedTitle="The step is not complete" fields={["attest"]} />
    </WizardForm>
  );
}
