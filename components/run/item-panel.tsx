"use client";
import { Button } from "@fluentui/react-components";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { ItemTrace } from "#lib/domain/traces.ts";
import { paths } from "#lib/paths.ts";
import { deliverySearch } from "./delivery-query.ts";
import { ItemDeliveries } from "./item-deliveries.tsx";
import { ItemStateBadge } from "./item-state.tsx";
import { ItemSection, MappingSection } from "./trace-sections.tsx";

type ItemPanelProps = {
  /** Null where the address names an item that is not there. */
  trace: ItemTrace | null | undefined;
  /** The run whose page this is. */
  runId: string;
  connectorId: string;
  onClose: () => void;
};

/** What became of one item, over the run's page: with its deliveries in whichever run, or why there are none. */
export function ItemPanel({ trace, runId, connectorId, onClose }: ItemPanelProps) {
  return (
    <Panel
      isOpen={trace !== undefined}
      title="Explain this item"
      onClose={onClose}
      foot={<Button onClick={onClose}>Close</Button>}
    >
      {trace === null && (
        <Notice intent="error" title="This item does not exist">
          The address may be damaged. Close the panel and look for the item by its ID.
        </Notice>
      )}
      {trace && (
        <Stack gap="xl">
          <Outcome trace={trace} runId={runId} connectorId={connectorId} />
          <ItemDeliveries trace={trace} connectorId={connectorId} />
          <ItemSection item={trace.item} />
          <MappingSection participants={trace.participants} />
          <Prose isSmall isQuiet>
            The message itself is not shown: where it could be fetched, its text is in the vault, encrypted.
          </Prose>
        </Stack>
      )}
    </Panel>
  );
}

type OutcomeProps = { trace: ItemTrace; runId: string; connectorId: string };

function Outcome({ trace, runId, connectorId }: OutcomeProps) {
  const { itemId, state, reason, run } = trace;
  const next = nextOf(trace, paths.run(connectorId, run.runId));
  return (
    <Stack gap="s">
      <ItemStateBadge state={state} />
      {reason !== null && (
        <Notice intent={state === "rejected" ? "error" : "warning"} title={reasonOf(reason).sentence}>
          {reasonOf(reason).remedy}
        </Notice>
      )}
      {next && <TextLink href={next.href}>{next.title}</TextLink>}
      {run.runId !== runId && (
        <Notice intent="info" title={`The run ${run.jobId} accounts for the item`}>
          <TextLink isInline href={paths.itemTrace(connectorId, run.runId, itemId)}>
            Open {run.jobId}
          </TextLink>
        </Notice>
      )}
    </Stack>
  );
}

/** Where to look on, where no delivery leads on: a panel that is scrolled by keyboard needs a link to stand on. */
function nextOf(
  { reason, run, deliveryCount }: ItemTrace,
  runPath: string,
): { title: string; href: string } | undefined {
  if (reason !== null) {
    const href = runPath + deliverySearch({ list: "not-imported", reason });
    return { title: "Show all items with this reason", href };
  }
  return deliveryCount === 0 ? { title: `Open ${run.jobId}`, href: runPath } : undefined;
}
