"use client";
import { Facts } from "#components/ui/facts.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ConnectorDetail } from "#lib/domain/views.ts";

type SettingsSheetProps = { connector: ConnectorDetail; countryName: string };

/** The Settings tab, to read. */
export function SettingsSheet({ connector, countryName }: SettingsSheetProps) {
  const { settings } = connector;
  const kind = findConnectorKind(connector.kind);
  return (
    <Stack gap="l">
      <Section title="Connector" isCard>
        <Facts
          layout="rows"
          facts={[
            { name: "Name", value: settings.name },
            { name: "Data source", value: kind?.name ?? connector.kind },
            { name: "Folder in each mailbox", value: kind?.folderName ?? "" },
            { name: "Created", value: <Instant at={connector.createdAt} /> },
          ]}
        />
      </Section>
      <Section title="TeleMessage" isCard>
        <Facts
          layout="rows"
          facts={[
            { name: "Username", value: settings.username },
            { name: "Password", value: settings.hasPassword ? "Stored encrypted, write-only" : "Missing" },
            { name: "Company", value: settings.sourceAccount?.company ?? "–" },
            { name: "Archive plan", value: settings.sourceAccount?.archivePlan ?? "–" },
            { name: "Default country", value: countryName },
          ]}
        />
      </Section>
      <Section title="Schedule" isCard>
        <Facts
          layout="rows"
          facts={[
            { name: "Every day at", value: `${settings.schedule.time} in ${settings.schedule.zone}` },
            { name: "Age of the first import", value: `${settings.firstImportDays} days` },
          ]}
        />
      </Section>
    </Stack>
  );
}
