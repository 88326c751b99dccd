"use client";
import { makeStyles, Select } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useRouter } from "next/navigation";
import { lazy } from "react";
import { Code } from "#components/ui/code.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Later } from "#components/ui/later.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { DELIVERY_STATE_NAMES } from "#lib/domain/delivery.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryRow, DeliveryTrace, Page } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { DELIVERY_FILTERS, type DeliveryQuery, deliverySearch } from "./delivery-query.ts";

const ExplainPanel = lazy(() =>
  import("./explain-panel.tsx").then((module) => ({ default: module.ExplainPanel })),
);

const useStyles = makeStyles({ select: { minWidth: "200px" } });

type DeliveriesProps = {
  connectorId: string;
  runId: string;
  query: DeliveryQuery;
  page: Page<DeliveryRow>;
  /** Of the delivery that the address names; null when there is none of this id. */
  trace: DeliveryTrace | null | undefined;
};

const PLACE = "deliveries";

/** Item by mailbox: the lines of the ledger, page by page. */
export function Deliveries({ connectorId, runId, query, page, trace }: DeliveriesProps) {
  const styles = useStyles();
  const router = useRouter();
  const runPath = paths.run(connectorId, runId);
  const show = (next: DeliveryQuery) => router.replace(runPath + deliverySearch(next), { scroll: false });
  const { delivery: _delivery, ...list } = query;
  const pageHref = (after: string | undefined) => `${runPath}${deliverySearch({ ...list, after })}#${PLACE}`;
  const explainHref = (delivery: string) => runPath + deliverySearch({ ...list, delivery });
  return (
    <Section
      id={PLACE}
      title="Deliveries"
      actions={
        <Stack isRow gap="s">
          <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.completeRunLog(runId)}>
            Download all
          </LinkButton>
          <Select
            aria-label="State of the deliveries"
            className={styles.select}
            value={query.state ?? ""}
            onChange={(_event, change) =>
              show({ state: DELIVERY_FILTERS.find((state) => state === change.value) })
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
          columns={columnsOf(explainHref)}
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
      <Later isWanted={trace !== undefined}>
        <ExplainPanel trace={trace} runId={runId} connectorId={connectorId} onClose={() => show(list)} />
      </Later>
    </Section>
  );
}

function columnsOf(explainHref: (deliveryId: string) => string): readonly Column<DeliveryRow>[] {
  return [
    {
      id: "sent",
      title: "Sent",
      width: "minmax(0, 0.9fr)",
      cell: ({ sentAt }) => <Instant at={sentAt} show="stacked" />,
    },
    { id: "mailbox", title: "Mailbox", width: "minmax(0, 1.2fr)", cell: ({ mailbox }) => mailbox },
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
