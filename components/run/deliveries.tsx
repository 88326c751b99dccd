"use client";
import { makeStyles, Select, tokens } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useRouter } from "next/navigation";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import { DELIVERY_STATE_NAMES, type DeliveryState } from "#lib/domain/delivery.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryRow, Page } from "#lib/domain/views.ts";
import { DELIVERY_FILTERS, type DeliveryQuery, deliverySearch } from "./delivery-query.ts";

const TONES: Record<DeliveryState, StatusTone> = {
  pending: "waiting",
  posting: "waiting",
  imported: "good",
  partial: "warning",
  duplicate: "ended",
  failed: "bad",
};

const useStyles = makeStyles({
  id: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  select: { minWidth: "200px" },
});

type DeliveriesProps = {
  runPath: string;
  /** Of the log with every delivery. */
  logPath: string;
  query: DeliveryQuery;
  page: Page<DeliveryRow>;
};

const PLACE = "deliveries";

/** Item by mailbox: the lines of the ledger, page by page. */
export function Deliveries({ runPath, logPath, query, page }: DeliveriesProps) {
  const styles = useStyles();
  const router = useRouter();
  const show = (next: DeliveryQuery) => router.replace(runPath + deliverySearch(next), { scroll: false });
  const pageHref = (after: string | undefined) => `${runPath}${deliverySearch({ ...query, after })}#${PLACE}`;
  return (
    <Section
      id={PLACE}
      title="Deliveries"
      actions={
        <Stack isRow gap="s">
          <LinkButton isExternal icon={<ArrowDownload20Regular />} href={logPath}>
            Download all
          </LinkButton>
          <Select
            aria-label="State of the deliveries"
            className={styles.select}
            value={query.state ?? ""}
            onChange={(_event, change) =>
              show({ state: DELIVERY_FILTERS.find((state) => state === change.value), after: undefined })
            }
          >
            <option value="">All states</option>
            {DELIVERY_FILTERS.map((state) => (
              <option key={state} value={state}>
                {DELIVERY_STATE_NAMES[state]}
              </option>
            ))}
          </Select>
        </Stack>
      }
    >
      {page.rows.length === 0 ? (
        <Prose isQuiet>
          {query.state
            ? "No delivery is in this state."
            : "No delivery yet. They appear once items are mapped."}
        </Prose>
      ) : (
        <DataTable
          isWide
          label="Deliveries"
          columns={COLUMNS}
          rows={page.rows}
          rowKey={({ deliveryId }) => deliveryId}
        />
      )}
      {(query.after !== undefined || page.next !== null) && (
        <Stack isRow gap="s">
          {query.after !== undefined && <LinkButton href={pageHref(undefined)}>First page</LinkButton>}
          {page.next !== null && <LinkButton href={pageHref(page.next)}>Next page</LinkButton>}
        </Stack>
      )}
    </Section>
  );
}

const COLUMNS: readonly Column<DeliveryRow>[] = [
  {
    id: "sent",
    title: "Sent",
    width: "minmax(0, 0.9fr)",
    cell: ({ sentAt }) => <Instant at={sentAt} show="stacked" />,
  },
  { id: "mailbox", title: "Mailbox", width: "minmax(0, 1.2fr)", cell: ({ mailbox }) => mailbox },
  { id: "item", title: "Item ID", width: "minmax(0, 1.2fr)", cell: itemCell },
  { id: "state", title: "State", width: "minmax(0, 0.8fr)", cell: stateCell },
  { id: "reason", title: "Why", width: "minmax(0, 1.6fr)", cell: reasonCell },
];

function itemCell(row: DeliveryRow) {
  return <ItemId text={row.sourceItemId} />;
}

function ItemId({ text }: { text: string }) {
  return <code className={useStyles().id}>{text}</code>;
}

function stateCell({ state, isVerified }: DeliveryRow) {
  return (
    <Stack gap="xs">
      <Status tone={TONES[state]}>{DELIVERY_STATE_NAMES[state]}</Status>
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
