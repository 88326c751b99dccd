"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { DocumentTable24Regular } from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { formatCount } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { MappingSummary } from "#lib/domain/views/mapping.ts";
import { originOf } from "./mapping-words.ts";

const useStyles = makeStyles({
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  icon: { flexShrink: 0, color: tokens.colorBrandForeground1 },
  file: { flexGrow: 1, minWidth: "180px", overflowWrap: "anywhere" },
  counts: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(130px, 1fr))",
    gap: tokens.spacingHorizontalL,
    margin: 0,
  },
  name: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  count: { ...typographyStyles.subtitle1, margin: 0, fontVariantNumeric: "tabular-nums" },
});

/** A version of the custom mapping: which file, and what it holds. */
export function MappingSummaryCard({ summary, actions }: { summary: MappingSummary; actions?: ReactNode }) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const counts = [
    { name: "Rows accepted", text: formatCount(summary.acceptedRows, locale) },
    { name: "Rows refused", text: formatCount(summary.refusedRows, locale) },
    {
      name: "Lead to a mailbox today",
      text:
        summary.resolvedRows === null
          ? "–"
          : `${formatCount(summary.resolvedRows, locale)} of ${formatCount(summary.acceptedRows, locale)}`,
    },
  ];
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <DocumentTable24Regular className={styles.icon} aria-hidden="true" />
        <div className={styles.file}>
          <Prose isStrong>{originOf(summary)}</Prose>
          <Prose isSmall isQuiet>
            Version {summary.version}, {summary.origin === "upload" ? "uploaded" : "made"}{" "}
            <Instant at={summary.uploadedAt} /> by {summary.uploadedBy}
          </Prose>
        </div>
        {actions}
      </div>
      <dl className={styles.counts}>
        {counts.map(({ name, text }) => (
          <div key={name}>
            <dt className={styles.name}>{name}</dt>
            <dd className={styles.count}>{text}</dd>
          </div>
        ))}
      </dl>
      {summary.resolvedRows === null && (
        <Prose isSmall isQuiet>
          How many lead to a mailbox is known once the directory has been read, after admin consent.
        </Prose>
      )}
    </div>
  );
}
