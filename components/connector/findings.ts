import { formatCount, formatCountOf } from "#components/ui/format.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { itemsToLookAt } from "#lib/domain/run.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { remedyOf } from "./remedy.ts";

/** Something that an admin should look at, and where; an urgent one is told beside its link, which says what to do. */
export type Finding = { text: string; href: string; label?: string };

/** What a connector and its last run leave to an admin, the most urgent first. */
export function findingsOf(connector: ConnectorSummary, locale: string): Finding[] {
  const { connectorId, actionRequired, lastRun, unmappedParticipants } = connector;
  const findings: Finding[] = [];
  if (actionRequired) {
    const text = reasonOf(actionRequired).sentence;
    // What others have to mend is told in full on the connector's Overview.
    const elsewhere = { label: "What to do", href: paths.connector(connectorId) };
    findings.push({ text, ...(remedyOf(connectorId, actionRequired) ?? elsewhere) });
  }
  const { isOverdue, missedItems } = connector;
  if (isOverdue) {
    findings.push({
      text: "No complete import for a day",
      href: paths.connector(connectorId, "runs"),
      label: "Show the runs",
    });
  }
  if (!lastRun) return findings;
  const run = paths.run(connectorId, lastRun.runId);
  const add = (count: number, text: string, href: string) => {
    if (count > 0) findings.push({ text, href });
  };
  const { failed, partial } = lastRun.deliveries;
  const notImported = itemsToLookAt(lastRun.items);
  if (missedItems !== null) {
    const text = `No items, ${formatCount(missedItems, locale)} expected`;
    findings.push({ text, href: run });
  }
  add(failed, formatCountOf(failed, "failed delivery", locale, "failed deliveries"), `${run}?state=failed`);
  add(partial, `${formatCount(partial, locale)} partially imported`, `${run}?state=partial`);
  const unimported = paths.unimported(connectorId, lastRun.runId);
  add(notImported, `${formatCountOf(notImported, "item", locale)} not imported`, unimported);
  add(lastRun.findingCount, `${formatCountOf(lastRun.findingCount, "finding", locale)} on the delivery`, run);
  add(
    unmappedParticipants,
    `${formatCountOf(unmappedParticipants, "participant", locale)} without a mailbox`,
    paths.connector(connectorId, "unmapped"),
  );
  return findings;
}
