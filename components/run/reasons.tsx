"use client";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { ReasonCount, RunDetail } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";
import { deliverySearch } from "./delivery-query.ts";

const SUBJECTS: Record<ReasonCount["subject"], string> = {
  delivery: "Deliveries",
  item: "Items",
  participant: "Participants",
};

/** What ended otherwise than imported, why, and what to do. */
export function Reasons({ run }: { run: RunDetail }) {
  const { locale } = useViewerZone();
  const { external, leftOut } = run.participants;
  return (
    <Section title="Outcomes by reason">
      {run.reasons.length === 0 ? (
        <Prose isQuiet>No failures or exceptions.</Prose>
      ) : (
        <DataTable
          label="Outcomes by reason"
          columns={columnsOf(run, locale)}
          rows={run.reasons}
          rowKey={({ subject, code }) => `${subject} ${code}`}
        />
      )}
      {external > 0 && (
        <Prose isSmall isQuiet>
          {formatCount(external, locale)} participants are outside of your organization. They have no mailbox
          here, as expected.
        </Prose>
      )}
      {leftOut > 0 && (
        <Prose isSmall isQuiet>
          {formatCountOf(leftOut, "participant", locale)} left out by the connector&apos;s scope, as set.
        </Prose>
      )}
    </Section>
  );
}

function columnsOf(run: RunDetail, locale: string): Column<ReasonCount>[] {
  return [
    {
      id: "count",
      title: "Count",
      width: "80px",
      isNumber: true,
      cell: ({ count }) => formatCount(count, locale),
    },
    { id: "subject", title: "Of", width: "110px", cell: ({ subject }) => SUBJECTS[subject] },
    {
      id: "sentence",
      title: "What happened",
      width: "minmax(0, 1fr)",
      cell: (reason) => <WhatHappened reason={reason} run={run} />,
    },
    {
      id: "remedy",
      title: "What to do",
      width: "minmax(0, 1.2fr)",
      cell: ({ code }) => reasonOf(code).remedy,
    },
  ];
}

/** Leads to those of this reason: in the run's lists, or to the people without a mailbox. */
function WhatHappened({ reason: { subject, code }, run }: { reason: ReasonCount; run: RunDetail }) {
  const runPath = paths.run(run.connectorId, run.runId);
  const hrefs: Record<ReasonCount["subject"], string> = {
    delivery: `${runPath}${deliverySearch({ reason: code })}#lists`,
    item: `${runPath}${deliverySearch({ list: "not-imported", reason: code })}#lists`,
    participant: paths.connector(run.connectorId, "unmapped"),
  };
  return <TextLink href={hrefs[subject]}>{reasonOf(code).sentence}</TextLink>;
}
