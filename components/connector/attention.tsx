"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { Prose } from "#components/ui/prose.tsx";
import { Status } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorSummary } from "#lib/domain/views.ts";
import { findingsOf } from "./findings.ts";

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    listStyleType: "none",
    margin: 0,
    padding: 0,
  },
});

/** What an admin should look at, each leading to where it is told in full. */
export function Attention({ connector, most = 4 }: { connector: ConnectorSummary; most?: number }) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const findings = findingsOf(connector, locale);
  const last = findings.at(-1);
  if (findings.length === 0) {
    return (
      <Prose as="span" isQuiet>
        Nothing
      </Prose>
    );
  }
  return (
    <ul className={styles.list}>
      {findings.slice(0, most).map((finding) => (
        <li key={finding.text}>
          {finding.isUrgent && <Status tone="bad">{finding.text}</Status>}
          <TextLink href={finding.href}>{finding.isUrgent ? "What to do" : finding.text}</TextLink>
        </li>
      ))}
      {last && findings.length > most && (
        <li>
          <TextLink href={last.href}>{findings.length - most} more</TextLink>
        </li>
      )}
    </ul>
  );
}
