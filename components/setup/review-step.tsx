"use client";
import { useActionState } from "react";
import { CONSENT_WORDS } from "#components/connector/consent-words.ts";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { formatCount } from "#components/ui/format.ts";
import { IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Section } from "#components/ui/section.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { SETUP_STEPS, type SetupStep } from "#lib/domain/setup.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import type { NextRunsAction } from "./daily-fields.tsx";
import { sourceFacts } from "./source-facts.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import { SharedAccountNotice } from "./shared-account-notice.tsx";
import type { StepProps } from "./step-props.ts";
import { WizardForm } from "./wizard-form.tsx";

type ReviewStepProps = StepProps & { countryName: string; nextRuns: NextRunsAction };

export function ReviewStep({ settings, action, discard, countryName, nextRuns }: ReviewStepProps) {
  const [state, submit, isPending] = useActionState(action, IDLE);
  const { locale } = useViewerZone();
  return (
    <WizardForm
      settings={settings}
      step="review"
      action={submit}
      nextLabel="Finish"
      isPending={isPending}
      discard={discard}
    >
      <FormAnswer
        state={state}
        refusedTitle="The connector was not created"
        fields={["time", "zone", "firstImportDays"]}
      />
      {settings.sharesAccountWith !== null && (
        <SharedAccountNotice connectorName={settings.sharesAccountWith} />
      )}
      <ReviewSection settings={settings} step="login" facts={loginFacts(settings, countryName)} />
      <ReviewSection settings={settings} step="user-mapping" facts={mappingFacts(settings, locale)} />
      <ReviewSection settings={settings} step="admin-consent" facts={consentFacts(settings)} />
      <Section level={3} title="Schedule" isCard>
        <ScheduleFields
          settings={settings}
          nextRuns={nextRuns}
          refusals={{
            time: refusalAt(state, "time"),
            zone: refusalAt(state, "zone"),
            firstImportDays: refusalAt(state, "firstImportDays"),
          }}
        />
      </Section>
    </WizardForm>
  );
}

type ReviewSectionProps = { settings: ConnectorSettings; step: SetupStep; facts: readonly Fact[] };

function ReviewSection({ settings, step, facts }: ReviewSectionProps) {
  const title = SETUP_STEPS.find(({ id }) => id === step)?.title ?? step;
  return (
    <Section
      level={3}
      title={title}
      isCard
      actions={
        <TextLink href={paths.setup(settings.kind, settings.connectorId, step)}>
          Edit<span className="visually-hidden"> {title}</span>
        </TextLink>
      }
    >
      <Facts layout="rows" facts={facts} />
    </Section>
  );
}

function loginFacts(settings: ConnectorSettings, countryName: string): Fact[] {
  const kind = findConnectorKind(settings.kind);
  return [
    { name: "Connector name", value: settings.name },
    { name: "Kind", value: kind?.name ?? settings.kind },
    { name: "Folder in each mailbox", value: kind?.folderName ?? "" },
    ...sourceFacts(settings),
    { name: "Default country", value: countryName },
  ];
}

function mappingFacts({ mapping }: ConnectorSettings, locale: string): Fact[] {
  const { custom } = mapping;
  return [
    { name: "Automatic user mapping", value: mapping.isAutomatic ? "On" : "Off" },
    {
      name: "Custom mapping",
      value:
        mapping.isCustom && custom
          ? `${custom.fileName}, version ${custom.version}, ${formatCount(custom.acceptedRows, locale)} rows`
          : "None",
    },
  ];
}

function consentFacts({ consent, roleCheck }: ConnectorSettings): Fact[] {
  return [
    { name: "Admin consent", value: CONSENT_WORDS[consent.state] },
    {
      name: "Mailbox Import Export role",
      value: roleCheck.state === "unchecked" ? "Not confirmed" : `Confirmed by ${roleCheck.by ?? "an admin"}`,
    },
  ];
}
