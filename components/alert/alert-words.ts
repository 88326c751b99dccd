import { remedyOf } from "#components/connector/remedy.ts";
import { ALERT_RULES, alertWords } from "#lib/domain/alert.ts";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import { paths } from "#lib/paths.ts";

/** `Run failed · Field phones` */
export function alertTitle({ kind, connectorName }: AlertRow): string {
  const { title } = ALERT_RULES[kind];
  return connectorName === null || connectorName === "" ? title : `${title} · ${connectorName}`;
}

/** What happened, and what to do about it while it lasts. */
export function alertText(alert: AlertRow): string {
  const { sentence, remedy } = alertWords(alert);
  return alert.resolvedAt === null ? `${sentence} ${remedy}` : sentence;
}

/** The way to where it is mended, or told in full. */
export function alertPlace({ kind, code, connectorId, runId, jobId }: AlertRow): {
  label: string;
  href: string;
} {
  if (connectorId === null) return { label: "Go to the connectors", href: paths.connectors };
  if (kind === "access-broken") {
    return (
      remedyOf(connectorId, code ?? "") ?? { label: "See the connector", href: paths.connector(connectorId) }
    );
  }
  if (runId !== null)
    return { label: `Open the run ${jobId ?? ""}`.trim(), href: paths.run(connectorId, runId) };
  return { label: "See the connector's runs", href: paths.connector(connectorId, "runs") };
}
