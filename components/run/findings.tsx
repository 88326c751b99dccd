"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { type FindingCount, findingOf } from "#lib/domain/finding.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";

const useStyles = makeStyles({
  // File names have no spaces to break at.
  place: { overflowWrap: "anywhere" },
  entry: { display: "block", color: tokens.colorNeutralForeground2 },
});

/** What is wrong with the delivery itself, file by file; nothing where all of it is as it should be. */
export function Findings({ run }: { run: RunDetail }) {
  const { locale } = useViewerZone();
  if (run.findings.length === 0) return null;
  const columns: Column<FindingCount>[] = [
    {
      id: "place",
      title: "Where",
      width: "minmax(0, 1fr)",
      cell: placeOf,
    },
    {
      id: "sentence",
      title: "What was found",
      width: "minmax(0, 1fr)",
      cell: ({ code }) => findingOf(code).sentence,
    },
    {
      id: "remedy",
      title: "What to do",
      width: "minmax(0, 1.2fr)",
      cell: ({ code }) => findingOf(code).remedy,
    },
  ];
  const shown = run.findings.reduce((sum, { count }) => sum + count, 0);
  return (
    <Section title="Findings">
      <Prose isSmall isQuiet>
        What the delivery lacks or holds besides. Everything else in it was imported.
      </Prose>
      <DataTable
        label="Findings"
        columns={columns}
        rows={run.findings}
        rowKey={({ code, file, entry }) => `${code} ${file} ${entry}`}
      />
      {shown < run.findingCount && (
        <Prose isSmall isQuiet>
          {formatCount(run.findingCount - shown, locale)} more are in the log.
        </Prose>
      )}
    </Section>
  );
}

const placeOf = (finding: FindingCount) => <Place finding={finding} />;

function Place({ finding: { file, entry, count } }: { finding: FindingCount }) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  return (
    <span className={styles.place}>
      {file}
      {entry !== "" && <span className={styles.entry}>{entry}</span>}
      {count > 1 && <span className={styles.entry}>{formatCount(count, locale)} more</span>}
    </span>
  );
}
