"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { Prose } from "#components/ui/prose.tsx";
import { Status } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
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

type AttentionProps = {
  connector: ConnectorSummary;
  /** Where there is room for few: what shows the others. */
  few?: { most: number; onMore: () => void };
  /** The Overview itself, which says above what to do: a link to it would lead nowhere. */
  isOverview?: boolean;
};

/** What an admin should look at, each leading to where it is put right or told in full. */
export function Attention({ connector, few, isOverview = false }: AttentionProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const findings = findingsOf(connector, locale);
  const overview = paths.connector(connector.connectorId);
  const most = few?.most ?? findings.length;
  if (findings.length === 0) {
    return (
      <Prose as="span" isQuiet>
        Nothing
      </Prose>
    );
  }
  return (
    <ul className={styles.list}>
      {findings.slice(0, most).map(({ text, href, label }) => (
        <li key={text}>
          {label !== undefined && <Status tone="bad">{text}</Status>}
          {!(isOverview && href === overview) && <TextLink href={href}>{label ?? text}</TextLink>}
        </li>
      ))}
      {findings.length > most && (
        <li>
          <TextLink href={overview} onOpen={few?.onMore}>
            {findings.length - most} more
          </TextLink>
        </li>
      )}
    </ul>
  );
}
