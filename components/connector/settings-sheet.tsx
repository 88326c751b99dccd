"use client";
import { lazy, useState } from "react";
import { sourceFacts } from "#components/setup/source-facts.ts";
import type { CountryOption } from "#components/setup/login-fields.tsx";
import { Facts } from "#components/ui/facts.tsx";
import type { FormAction } from "#components/ui/form-state.ts";
import { Later } from "#components/ui/later.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { ConnectorDetail, ConnectorScope, ConnectorSettings } from "#lib/domain/views/connector.ts";
import { type ConsentControls, ConsentSection } from "./consent-section.tsx";
import type { DeleteAction } from "./delete-dialog.tsx";
import { ConnectorSection, DeleteSection } from "./identity-sections.tsx";
import type { RenameAction } from "./rename-panel.tsx";
import { type ScheduleControls, ScheduleSection } from "./schedule-section.tsx";
import type { ScopeControls } from "./use-scope-form.ts";
import { ScopeSection } from "./scope-section.tsx";
import { useConnector } from "./use-connector.ts";

const CredentialsPanel = lazy(() =>
  import("./credentials-panel.tsx").then((module) => ({ default: module.CredentialsPanel })),
);

type SettingsSheetProps = {
  connector: ConnectorDetail;
  scope: ConnectorScope;
  countries: readonly CountryOption[];
  canChange: true | string;
  saveLogin: FormAction;
  consent: ConsentControls;
  scopeControls: ScopeControls;
  schedule: ScheduleControls;
  rename: RenameAction;
  remove: DeleteAction;
};

/** The Settings tab. */
export function SettingsSheet(props: SettingsSheetProps) {
  const {
    connector,
    scope,
    countries,
    canChange,
    saveLogin,
    consent,
    scopeControls,
    schedule,
    rename,
    remove,
  } = props;
  const { settings } = connector;
  const { data: live } = useConnector(connector);
  return (
    <Stack gap="l">
      <ConnectorSection connector={live} can={canChange} rename={rename} />
      <TeleMessageSection settings={settings} countries={countries} can={canChange} save={saveLogin} />
      <ConsentSection connector={live} can={canChange} {...consent} />
      <ScopeSection scope={scope} can={canChange} {...scopeControls} />
      <ScheduleSection connector={live} can={canChange} {...schedule} />
      <DeleteSection connector={live} can={canChange} remove={remove} />
    </Stack>
  );
}

type TeleMessageSectionProps = {
  settings: ConnectorSettings;
  countries: readonly CountryOption[];
  can: true | string;
  save: FormAction;
};

function TeleMessageSection({ settings, countries, can, save }: TeleMessageSectionProps) {
  const [isOpen, setOpen] = useState(false);
  const country = countries.find(({ code }) => code === settings.defaultCountry)?.name;
  return (
    <Section
      title="TeleMessage"
      isCard
      actions={
        <ReasonedButton can={can} onClick={() => setOpen(true)}>
          Change credentials
        </ReasonedButton>
      }
    >
      <Facts
        layout="rows"
        facts={[
          ...sourceFacts(settings),
          ...(settings.sourceAccount && !settings.sftp
            ? [{ name: "Archive plan", value: settings.sourceAccount.archivePlan }]
            : []),
          { name: "Default country", value: country ?? "None" },
        ]}
      />
      <Later isWanted={isOpen}>
        <CredentialsPanel
          isOpen={isOpen}
          onClose={() => setOpen(false)}
          settings={settings}
          countries={countries}
          save={save}
        />
      </Later>
    </Section>
  );
}
