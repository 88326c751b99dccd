"use client";
import type { ComponentProps } from "react";
import { Address } from "#components/ui/address.tsx";
import { Code } from "#components/ui/code.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";
import { UnmappedRowActions } from "./unmapped-row-actions.tsx";

type Actions = Omit<ComponentProps<typeof UnmappedRowActions>, "row">;

export function unmappedColumns(
  connectorId: string,
  locale: string,
  actions: Actions,
): Column<UnmappedRow>[] {
  return [
    {
      id: "identity",
      title: "Number or address",
      width: "minmax(0, 1.2fr)",
      cell: (row) => (
        <Prose as="span" isStrong>
          <Address>{identityName(row)}</Address>
        </Prose>
      ),
    },
    {
      id: "items",
      title: "Items",
      width: "minmax(0, 0.5fr)",
      isNumber: true,
      cell: ({ items }) => formatCount(items, locale),
    },
    {
      id: "first",
      title: "First seen",
      width: "minmax(0, 0.9fr)",
      cell: ({ firstSentAt }) => <Instant at={firstSentAt} show="stacked" />,
    },
    {
      id: "last",
      title: "Last seen",
      width: "minmax(0, 0.9fr)",
      cell: ({ lastSentAt }) => <Instant at={lastSentAt} show="stacked" />,
    },
    {
      id: "reason",
      title: "Why",
      width: "minmax(0, 1.7fr)",
      cell: ({ reason }) => <Why reason={reason} />,
    },
    {
      id: "examples",
      title: "Latest items",
      width: "minmax(0, 1.4fr)",
      cell: (row) => <Examples connectorId={connectorId} row={row} />,
    },
    {
      id: "actions",
      title: "Actions",
      width: "104px",
      cell: (row) => <UnmappedRowActions row={row} {...actions} />,
    },
  ];
}

/** Numbers that cannot be read have no name of their own. */
export function identityName({ kind, identity }: Pick<UnmappedRow, "kind" | "identity">): string {
  return kind === "unreadable" ? "Numbers that cannot be read" : identity;
}

/** Why nobody was found, and what to do. */
function Why({ reason }: { reason: string }) {
  const { sentence, remedy } = reasonOf(reason);
  return (
    <Stack gap="xs">
      <span>{sentence}</span>
      <Prose as="span" isSmall isQuiet>
        {remedy}
      </Prose>
    </Stack>
  );
}

/** Each leads to what became of it. */
function Examples({ connectorId, row }: { connectorId: string; row: UnmappedRow }) {
  return (
    <Stack gap="xs">
      {row.examples.map(({ itemId, runId, sourceItemId, sentAt }) => (
        <span key={itemId}>
          <TextLink href={paths.itemTrace(connectorId, runId, itemId)}>
            <Code>{sourceItemId}</Code>
          </TextLink>
          <br />
          <Prose as="span" isSmall isQuiet>
            <Instant at={sentAt} />
          </Prose>
        </span>
      ))}
    </Stack>
  );
}
