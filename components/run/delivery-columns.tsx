"use client";
import { Checkbox } from "@fluentui/react-components";
import { Address } from "#components/ui/address.tsx";
import { Code } from "#components/ui/code.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { useSelection } from "#components/ui/use-selection.ts";
import { isRetryable } from "#lib/domain/delivery.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryRow } from "#lib/domain/views/run.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";

export type DeliverySelection = Pick<
  ReturnType<typeof useSelection>,
  "isSelected" | "choose" | "all" | "chooseAll"
>;

/** The columns of a run's deliveries; without a selection while the run goes on. */
export function deliveryColumns(
  explainHref: (deliveryId: string) => string,
  selection: DeliverySelection | undefined,
): readonly Column<DeliveryRow>[] {
  const columns: Column<DeliveryRow>[] = [
    {
      id: "sent",
      title: "Sent",
      width: "minmax(0, 0.9fr)",
      cell: ({ sentAt }) => <Instant at={sentAt} show="stacked" />,
    },
    {
      id: "mailbox",
      title: "Mailbox",
      width: "minmax(0, 1.2fr)",
      cell: ({ mailbox }) => <Address>{mailbox}</Address>,
    },
    {
      id: "item",
      title: "Item ID",
      width: "minmax(0, 1.2fr)",
      cell: ({ deliveryId, sourceItemId }) => (
        <TextLink keepsPlace href={explainHref(deliveryId)}>
          <Code>{sourceItemId}</Code>
        </TextLink>
      ),
    },
    { id: "state", title: "State", width: "minmax(0, 0.8fr)", cell: stateCell },
    { id: "reason", title: "Why", width: "minmax(0, 1.6fr)", cell: reasonCell },
  ];
  return selection ? [selectColumn(selection), ...columns] : columns;
}

function selectColumn({ isSelected, choose, all, chooseAll }: DeliverySelection): Column<DeliveryRow> {
  return {
    id: "select",
    title: "Select",
    width: "32px",
    isTitleHidden: true,
    head: (
      <Checkbox
        aria-label="Select all that are loaded and can be retried"
        checked={all}
        onChange={(_event, change) => chooseAll(change.checked === true)}
      />
    ),
    cell: (row) =>
      isRetryable(row) && (
        <Checkbox
          aria-label={`Select ${row.sourceItemId} for ${row.mailbox}`}
          checked={isSelected(row.deliveryId)}
          onChange={(_event, change) => choose([row.deliveryId], change.checked === true)}
        />
      ),
  };
}

function stateCell({ state, isVerified }: DeliveryRow) {
  return (
    <Stack gap="xs">
      <DeliveryStateBadge state={state} />
      {isVerified && (
        <Prose as="span" isSmall isQuiet>
          Read back
        </Prose>
      )}
    </Stack>
  );
}

function reasonCell({ reason, skippedAttachments }: DeliveryRow) {
  if (reason === null && skippedAttachments === 0) {
    return (
      <Prose as="span" isQuiet>
        –
      </Prose>
    );
  }
  return reasonOf(reason ?? "attachment-too-large").sentence;
}
