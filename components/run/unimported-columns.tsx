"use client";
import { Code } from "#components/ui/code.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { UnimportedRow } from "#lib/domain/views/run.ts";
import { ItemStateBadge } from "./item-state.tsx";

/** The columns of the items that came to no mailbox. */
export function unimportedColumns(explainHref: (itemId: string) => string): Column<UnimportedRow>[] {
  return [
    { id: "sent", title: "Sent", width: "minmax(0, 0.9fr)", cell: sentCell },
    {
      id: "item",
      title: "Item ID",
      width: "minmax(0, 1.2fr)",
      cell: ({ itemId, sourceItemId }) => (
        <TextLink keepsPlace href={explainHref(itemId)}>
          <Code>{sourceItemId}</Code>
        </TextLink>
      ),
    },
    {
      id: "state",
      title: "State",
      width: "minmax(0, 0.8fr)",
      cell: ({ state }) => <ItemStateBadge state={state} />,
    },
    {
      id: "reason",
      title: "Why",
      width: "minmax(0, 1.2fr)",
      cell: ({ reason }) => reasonOf(reason).sentence,
    },
    {
      id: "remedy",
      title: "What to do",
      width: "minmax(0, 1.6fr)",
      cell: ({ reason }) => reasonOf(reason).remedy,
    },
  ];
}

/** Of an item that could not be read, when TeleMessage archived it. */
function sentCell({ sentAt, archivedAt }: UnimportedRow) {
  return (
    <Stack gap="xs">
      <Instant at={sentAt ?? archivedAt} show="stacked" />
      {sentAt === null && (
        <Prose as="span" isSmall isQuiet>
          Archived by TeleMessage
        </Prose>
      )}
    </Stack>
  );
}
