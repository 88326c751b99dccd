import { captionOf } from "#components/run/run-facts.ts";
import { CONNECTOR_STATE_NAMES } from "#lib/domain/connector.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";

export type Spoken = Pick<ConnectorSummary, "connectorId" | "name" | "state" | "lastRun">;

/** More than anybody follows by ear; the list has them all. */
const MOST = 3;

/** What to say of connectors: each with its state, and how far it has come while it runs. */
export function sentenceOf(connectors: readonly Spoken[], locale: string): string {
  const said = connectors.slice(0, MOST).map(({ name, state, lastRun }) => {
    const caption = state === "running" && lastRun ? `, ${captionOf(lastRun, locale)}` : "";
    return `${name}: ${CONNECTOR_STATE_NAMES[state]}${caption}`;
  });
  const others = connectors.length - said.length;
  return [...said, ...(others > 0 ? [`And ${others} more`] : [])].join(". ");
}

/** Those whose state is another than before, or that are new. */
export function changedOf(before: readonly Spoken[], now: readonly Spoken[]): Spoken[] {
  const states = new Map(before.map(({ connectorId, state }) => [connectorId, state]));
  return now.filter(({ connectorId, state }) => states.get(connectorId) !== state);
}
