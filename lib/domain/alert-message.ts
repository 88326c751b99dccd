import { ALERT_RULES, type AlertKind, type AlertSeverity, alertWords } from "./alert.ts";

/** An alert as a digest tells it: ids, codes, counts and the admin's own names, never anything of an archived message. */
export type DigestAlert = {
  alertId: string;
  kind: AlertKind;
  /** Null where it is about the whole organization. */
  connectorId: string | null;
  connectorName: string | null;
  /** The run that it was last about. */
  runId: string | null;
  jobId: string | null;
  code: string | null;
  amount: number | null;
  /** How often it has happened since `firstAt`. */
  count: number;
  /** ISO 8601 in UTC, as all of them. */
  firstAt: string;
  lastAt: string;
  resolvedAt: string | null;
};

/** One message: several alerts at once, or none in a test. Its id stays the same however often it is sent. */
export type AlertMessage = { id: string; createdAt: string; portalUrl: string; alerts: DigestAlert[] };

const PRODUCT = "Mobile Archive Connectors";

export function subjectOf({ alerts }: AlertMessage): string {
  const [first] = alerts;
  if (!first) return `${PRODUCT}: test message`;
  if (alerts.length === 1) return `${PRODUCT}: ${headlineOf(first)}`;
  const resolved = alerts.filter(({ resolvedAt }) => resolvedAt !== null).length;
  const open = alerts.length - resolved;
  const parts = [open > 0 && `${open} open`, resolved > 0 && `${resolved} resolved`].filter(Boolean);
  return `${PRODUCT}: ${parts.join(", ")}`;
}

/** The message as plain text, for a mail. */
export function textOf({ alerts, portalUrl }: AlertMessage): string {
  if (alerts.length === 0) {
    return `This is the test message that was requested in the settings of ${PRODUCT}.\nAlerts will arrive here.\n\n${portalUrl}/settings\n`;
  }
  const parts = alerts.map((alert) => {
    const { sentence, remedy } = alertWords(alert);
    const lines = [headlineOf(alert), sentence, ...(alert.resolvedAt === null ? [remedy] : [])];
    const often = alert.count > 1 ? `${alert.count} times since ${alert.firstAt}` : `Since ${alert.firstAt}`;
    lines.push(
      alert.resolvedAt === null ? often : `${often}, resolved ${alert.resolvedAt}`,
      urlOf(alert, portalUrl),
    );
    return lines.join("\n");
  });
  return `${parts.join("\n\n")}\n\n--\nAll notifications: ${portalUrl}/alerts\nAlert recipients: ${portalUrl}/settings\n`;
}

/** The message as JSON, for a webhook. */
export function payloadOf({ alerts, createdAt, portalUrl }: AlertMessage): string {
  return JSON.stringify({
    type: alerts.length === 0 ? "test" : "alerts",
    timestamp: createdAt,
    data: { alerts: alerts.map((alert) => entryOf(alert, portalUrl)) },
  });
}

type Entry = Omit<DigestAlert, "connectorName" | "jobId"> & {
  severity: AlertSeverity;
  state: "open" | "resolved";
  connectorName: string | null;
  jobId: string | null;
  title: string;
  sentence: string;
  remedy: string;
  url: string;
};

function entryOf(alert: DigestAlert, portalUrl: string): Entry {
  const { title, severity } = ALERT_RULES[alert.kind];
  return {
    ...alert,
    severity,
    state: alert.resolvedAt === null ? "open" : "resolved",
    title,
    ...alertWords(alert),
    url: urlOf(alert, portalUrl),
  };
}

function headlineOf({ kind, connectorName, resolvedAt }: DigestAlert): string {
  const { title } = ALERT_RULES[kind];
  const where = connectorName === null || connectorName === "" ? "" : `, ${connectorName}`;
  return `${resolvedAt === null ? "" : "Resolved: "}${title}${where}`;
}

function urlOf({ connectorId, runId }: DigestAlert, portalUrl: string): string {
  if (connectorId === null) return `${portalUrl}/alerts`;
  const connector = `${portalUrl}/data-connectors/connectors/${connectorId}`;
  return runId === null ? connector : `${connector}/runs/${runId}`;
}
