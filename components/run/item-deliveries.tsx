"use client";
import { Facts } from "#components/ui/facts.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { ItemTrace, TracedDelivery } from "#lib/domain/traces.ts";
import { paths } from "#lib/paths.ts";
import { deliverySearch } from "./delivery-query.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { runsWithSeveral, withoutDeliveryWords } from "./trace-words.ts";

type ItemDeliveriesProps = { trace: ItemTrace; connectorId: string };

/** An item's copies, mailbox by mailbox: each with the run that accounts for it, which need not be the item's. */
export function ItemDeliveries({ trace, connectorId }: ItemDeliveriesProps) {
  const { itemId, state, deliveries, deliveryCount } = trace;
  const { locale } = useViewerZone();
  return (
    <Section title="Deliveries" level={3}>
      {deliveries.length === 0 ? (
        <Prose>{withoutDeliveryWords(state)}</Prose>
      ) : (
        <Stack gap="m">
          <Facts
            layout="rows"
            facts={deliveries.map((delivery) => ({
              key: delivery.deliveryId,
              name: delivery.mailbox,
              value: <Delivery delivery={delivery} connectorId={connectorId} />,
            }))}
          />
          {deliveryCount > deliveries.length && (
            <Prose>
              The first {formatCount(deliveries.length, locale)} of {formatCount(deliveryCount, locale)} are
              shown.
            </Prose>
          )}
          {runsWithSeveral(deliveries).map(({ runId, jobId }) => (
            <TextLink key={runId} href={paths.run(connectorId, runId) + deliverySearch({ item: itemId })}>
              Show its deliveries in {jobId}
            </TextLink>
          ))}
        </Stack>
      )}
    </Section>
  );
}

function Delivery({ delivery, connectorId }: { delivery: TracedDelivery; connectorId: string }) {
  const { deliveryId, run, state, reason } = delivery;
  return (
    <Stack gap="xs">
      <DeliveryStateBadge state={state} />
      {reason !== null && <span>{reasonOf(reason).sentence}</span>}
      <TextLink href={paths.run(connectorId, run.runId) + deliverySearch({ delivery: deliveryId })}>
        Explain in {run.jobId}
      </TextLink>
    </Stack>
  );
}
