"use client";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { type ConnectorSigns, type HealthCheck, healthChecks } from "#lib/domain/connector-health.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";

const STATES: Record<HealthCheck["state"], { tone: StatusTone; name: string }> = {
  fine: { tone: "good", name: "Fine" },
  attention: { tone: "bad", name: "Needs attention" },
  unknown: { tone: "open", name: "Not known yet" },
};

type HealthChecksProps = { connector: ConnectorDetail; signs: ConnectorSigns };

/** What has to hold for imports to succeed, each with its remedy. */
export function HealthChecks({ connector, signs }: HealthChecksProps) {
  return (
    <Section title="Health">
      <DataTable
        label="Health"
        columns={columnsOf(connector.connectorId)}
        rows={healthChecks(connector, signs)}
        rowKey={({ id }) => id}
      />
    </Section>
  );
}

function columnsOf(connectorId: string): Column<HealthCheck>[] {
  return [
    { id: "title", title: "Check", width: "minmax(0, 0.9fr)", cell: titleCell },
    { id: "state", title: "State", width: "minmax(0, 0.7fr)", cell: stateCell },
    {
      id: "sentence",
      title: "What is known",
      width: "minmax(0, 1.8fr)",
      cell: (check) => (
        <Stack gap="xs">
          <span>{check.sentence}</span>
          <Remedy check={check} connectorId={connectorId} />
        </Stack>
      ),
    },
    { id: "at", title: "When", width: "minmax(0, 1.1fr)", cell: atCell },
  ];
}

const titleCell = ({ title }: HealthCheck) => (
  <Prose as="span" isStrong>
    {title}
  </Prose>
);

const stateCell = ({ state }: HealthCheck) => <Status tone={STATES[state].tone}>{STATES[state].name}</Status>;

function atCell({ at }: HealthCheck) {
  return (
    <Prose as="span" isQuiet>
      {at ? (
        <>
          {at.label} <Instant at={at.instant} />
        </>
      ) : (
        "–"
      )}
    </Prose>
  );
}

function Remedy({ check: { remedy }, connectorId }: { check: HealthCheck; connectorId: string }) {
  if (!remedy) return null;
  const href =
    "run" in remedy ? paths.run(connectorId, remedy.run.runId) : paths.connector(connectorId, remedy.tab);
  return <TextLink href={href}>{remedy.label}</TextLink>;
}
