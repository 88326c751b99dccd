"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { Address } from "#components/ui/address.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Status } from "#components/ui/status.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { MappingProblem } from "#lib/domain/mapping-file.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";

type SampleRow = MappingPreview["sample"][number];

const SAMPLE_COLUMNS: readonly Column<SampleRow>[] = [
  { id: "line", title: "Line", width: "64px", isNumber: true, cell: ({ line }) => line },
  { id: "phone", title: "Mobile number", width: "minmax(0, 1fr)", cell: ({ phone }) => phone },
  {
    id: "address",
    title: "Mailbox",
    width: "minmax(0, 1.6fr)",
    cell: ({ address }) => <Address>{address}</Address>,
  },
  { id: "resolved", title: "Today", width: "minmax(0, 1fr)", cell: resolvedCell },
];

function resolvedCell({ isResolved }: SampleRow) {
  if (isResolved === null) return <Status tone="waiting">Not known yet</Status>;
  return isResolved ? <Status tone="good">Mailbox found</Status> : <Status tone="warning">No mailbox</Status>;
}

const PROBLEM_COLUMNS: readonly Column<MappingProblem>[] = [
  { id: "line", title: "Line", width: "64px", isNumber: true, cell: ({ line }) => line },
  { id: "column", title: "Column", width: "minmax(0, 0.9fr)", cell: ({ column }) => column },
  {
    id: "value",
    title: "Value",
    width: "minmax(0, 1fr)",
    cell: ({ value }) => (value === "" ? "(empty)" : value),
  },
  { id: "reason", title: "Why", width: "minmax(0, 1.6fr)", cell: ({ reason }) => reason },
  { id: "advice", title: "What to do", width: "minmax(0, 1.6fr)", cell: ({ advice }) => advice },
];

/** What a file just uploaded holds: what is refused and why, what is new or changed, and what is as it was. */
export function MappingPreviewTables({
  preview,
  connectorId,
}: {
  preview: MappingPreview;
  connectorId: string;
}) {
  const { locale } = useViewerZone();
  const { problems, sample, acceptedRows, unchangedRows, unchanged, refusedRows } = preview;
  const rows = (count: number) => formatCountOf(count, "row", locale);
  return (
    <>
      {refusedRows > 0 && (
        <Section
          level={3}
          title="Refused rows"
          actions={
            <LinkButton
              isExternal
              icon={<ArrowDownload20Regular />}
              href={paths.api.mappingProblems(connectorId)}
            >
              Download the refused rows
            </LinkButton>
          }
        >
          <Notice intent="warning" title={`${rows(refusedRows)} not taken`}>
            The other rows are. You can go on, or mend the file and upload it again.
          </Notice>
          <DataTable
            label="Refused rows"
            columns={PROBLEM_COLUMNS}
            rows={problems}
            rowKey={(row) => `${row.line} ${row.column}`}
          />
          {refusedRows > problems.length && (
            <Prose isSmall isQuiet>
              The first {formatCount(problems.length, locale)} are shown; the download has all of them.
            </Prose>
          )}
        </Section>
      )}
      {unchangedRows === null ? (
        <Rows title="First accepted rows" note={`${rows(acceptedRows)} accepted.`} sample={sample} />
      ) : (
        <>
          <Rows
            title="New or changed rows"
            note={
              sample.length === 0
                ? "None: every accepted row is as it was."
                : `${rows(acceptedRows - unchangedRows)} accepted that differ from the version in use.`
            }
            sample={sample}
          />
          <Rows
            title="Unchanged rows"
            note={
              unchanged.length === 0
                ? "None: no row is as in the version in use."
                : `${rows(unchangedRows)} accepted that ${unchangedRows === 1 ? "is" : "are"} as in the version in use.`
            }
            sample={unchanged}
          />
        </>
      )}
    </>
  );
}

type RowsProps = { title: string; note: string; sample: readonly SampleRow[] };

/** How many of a kind there are, and the first of them. */
function Rows({ title, note, sample }: RowsProps) {
  return (
    <Section level={3} title={title}>
      <Prose isSmall isQuiet>
        {note}
        {sample.length > 0 && " The first are shown."}
      </Prose>
      {sample.length > 0 && (
        <DataTable
          label={title}
          columns={SAMPLE_COLUMNS}
          rows={sample}
          rowKey={(row) => `${row.line} ${row.phone}`}
        />
      )}
    </Section>
  );
}
