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

/** What became of one item, over the run's page: for items that came to no mailbox there is no delivery to explain. */
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
      <TextLink href={next.href}>{next.title}</TextLink>
      {run.runId !== runId && (
        <Notice intent="info" title={`The run ${run.jobId} accounts for it`}>
          <TextLink isInline href={paths.itemTrace(connectorId, run.runId, itemId)}>
            Open {run.jobId}
          </TextLink>
        </Notice>
      )}
    </Stack>
  );
}

/** Where to look on from the item. There is always a place: a panel that is scrolled by keyboard needs one to stand on. */
function nextOf({ itemId, state, reason, run }: ItemTrace, runPath: string): { title: string; href: string } {
  if (state === "delivered")
    return { title: "Show its deliveries", href: runPath + deliverySearch({ item: itemId }) };
  if (reason === null) return { title: `Open ${run.jobId}`, href: runPath };
  return {
    title: "Show all items with this reason",
    href: runPath + deliverySearch({ list: "not-imported", reason }),
  };
}
