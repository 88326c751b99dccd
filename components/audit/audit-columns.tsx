"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import type { Column } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { auditActionName } from "#lib/domain/audit.ts";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import { paths } from "#lib/paths.ts";
import { changesOf } from "./changes.ts";

const useStyles = makeStyles({
  changes: {
    display: "grid",
    // A long name leaves its value room, also in a card on a phone.
    gridTemplateColumns: "fit-content(45%) minmax(0, 1fr)",
    columnGap: tokens.spacingHorizontalS,
    rowGap: tokens.spacingVerticalXXS,
    margin: 0,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  change: { display: "contents" },
  name: { color: tokens.colorNeutralForeground3, overflowWrap: "anywhere" },
  value: { margin: 0, overflowWrap: "anywhere" },
  old: { color: tokens.colorNeutralForeground3, textDecorationLine: "line-through" },
});

export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  {
    id: "at",
    title: "When",
    width: "minmax(0, 0.9fr)",
    cell: ({ at }) => <Instant at={at} show="stacked" />,
  },
  { id: "who", title: "Who", width: "minmax(0, 1fr)", cell: whoCell },
  {
    id: "action",
    title: "What",
    width: "minmax(0, 1.3fr)",
    cell: ({ action }) => auditActionName(action),
  },
  { id: "target", title: "Of", width: "minmax(0, 1.1fr)", cell: targetCell },
  { id: "changes", title: "Changes", width: "minmax(0, 2.2fr)", cell: (row) => <Changes row={row} /> },
];

function whoCell({ actorName, sourceAddress }: AuditRow) {
  return (
    <Stack gap="xs">
      <span>{actorName}</span>
      {sourceAddress !== "" && (
        <Prose as="span" isSmall isQuiet>
          from {sourceAddress}
        </Prose>
      )}
    </Stack>
  );
}

function targetCell({ targetKind, targetId, targetName, connectorId }: AuditRow) {
  if (targetKind === "tenant") return "The organization";
  const name = targetName === null || targetName === "" ? targetId : targetName;
  if (connectorId === null) return name;
  const href = targetKind === "run" ? paths.run(connectorId, targetId) : paths.connector(connectorId);
  return <TextLink href={href}>{name}</TextLink>;
}

function Changes({ row }: { row: AuditRow }) {
  const styles = useStyles();
  const changes = changesOf(row);
  if (changes.length === 0) {
    return (
      <Prose as="span" isQuiet>
        –
      </Prose>
    );
  }
  return (
    <dl className={styles.changes}>
      {changes.map(({ name, before, after }) => (
        <div key={name} className={styles.change}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>
            {before !== undefined && (
              <>
                <del className={styles.old}>{before}</del>{" "}
              </>
            )}
            {after}
          </dd>
        </div>
      ))}
    </dl>
  );
}
