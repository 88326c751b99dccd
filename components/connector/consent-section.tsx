"use client";
import { useState } from "react";
import { ConsentAnswered } from "#components/setup/consent-answered.tsx";
import { isGranted } from "#components/setup/consent-query.ts";
import type { ConsentReturn } from "#components/setup/consent-returns.ts";
import { HandOff, type HandOffAction } from "#components/setup/hand-off.tsx";
import { RoleExplanation } from "#components/setup/role-check.tsx";
import { Announcer } from "#components/ui/announcer.tsx";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ConnectorDetail, ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { CONSENT_WORDS } from "./consent-words.ts";
import { useLiveConsent } from "./use-live-consent.ts";

export type ConsentControls = {
  makeLink: HandOffAction;
  confirmRole: () => Promise<FormState>;
  /** What Microsoft's page answered, when the viewer comes from there. */
  returned: ConsentReturn | undefined;
};

type ConsentSectionProps = ConsentControls & { connector: ConnectorDetail; can: true | string };

/** Whether Microsoft lets the imports work, as it is told now, and the ways to ask for it again. */
export function ConsentSection({ connector, can, makeLink, confirmRole, returned }: ConsentSectionProps) {
  const { consent, error } = useLiveConsent(connector, can === true);
  // The address has forgotten it when the server renders the page once more.
  const [answered] = useState(returned);
  const { connectorId, settings } = connector;
  const label = isGranted(consent.state) ? "Grant admin consent again" : "Grant admin consent";
  return (
    <Section
      title="Admin consent"
      isCard
      actions={
        can === true ? (
          <LinkButton isExternal href={paths.api.consentStart(connectorId)}>
            {label}
          </LinkButton>
        ) : (
          <ReasonedButton can={can}>{label}</ReasonedButton>
        )
      }
    >
      {answered && <ConsentAnswered connectorId={connectorId} returned={answered} consent={consent} />}
      <Facts
        layout="rows"
        facts={[
          { name: "State", value: CONSENT_WORDS[consent.state] },
          { name: "Checked", value: consent.checkedAt ? <Instant at={consent.checkedAt} /> : "Never" },
          { name: "Mailbox Import Export role", value: <RoleFact check={settings.roleCheck} /> },
        ]}
      />
      <Announcer sentence={`Admin consent: ${CONSENT_WORDS[consent.state]}`} milestone={consent.state} />
      {error && <ProblemNotice error={error} meanwhile="The state above is what was last known." />}
      <HandOff makeLink={makeLink} can={can} />
      <div>
        <ConfirmedButton
          label={settings.roleCheck.state === "attested" ? "Confirm the role again" : "Confirm the role"}
          can={can}
          question="Is the role assigned to you?"
          confirmLabel="It is assigned to me"
          cancelLabel="Cancel"
          refusedTitle="The role was not confirmed"
          action={confirmRole}
        >
          <RoleExplanation />
        </ConfirmedButton>
      </div>
    </Section>
  );
}

function RoleFact({ check: { state, by, at } }: { check: ConnectorSettings["roleCheck"] }) {
  if (state === "unchecked") return "Not confirmed";
  return (
    <>
      Confirmed by {by ?? "an admin"}
      {at !== null && (
        <>
          , <Instant at={at} />
        </>
      )}
    </>
  );
}
