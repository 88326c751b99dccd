/** Every URL of the portal. */
export const paths = {
  signIn: "/sign-in",
  /** The sign-in, which leads back to where the viewer was. */
  signInFrom: (address: string) => `/sign-in?from=${encodeURIComponent(address)}`,
  signedOut: "/sign-in?signed-out=1",
  noRole: "/no-role",
  consentResult: "/consent-result",
  consentOutcome: (outcome: string) => `/consent-result?outcome=${outcome}`,
  gallery: "/data-connectors",
  connectors: "/data-connectors/connectors",
  deletedConnectors: "/data-connectors/connectors/deleted",
  product: (kind: string) => `/data-connectors/${kind}`,
  newConnector: (kind: string) => `/data-connectors/${kind}/new`,
  setup: (kind: string, connectorId: string, step: string) =>
    `/data-connectors/${kind}/new/${connectorId}/${step}`,
  created: (kind: string, connectorId: string) => `/data-connectors/${kind}/new/${connectorId}/created`,
  connector: (connectorId: string, tab?: string) =>
    tab === undefined
      ? `/data-connectors/connectors/${connectorId}`
      : `/data-connectors/connectors/${connectorId}?tab=${tab}`,
  /** Settings, for an admin who comes back from Microsoft's consent page with that outcome. */
  consentReturned: (connectorId: string, outcome: string) =>
    `/data-connectors/connectors/${connectorId}?tab=settings&consent=${outcome}`,
  run: (connectorId: string, runId: string) => `/data-connectors/connectors/${connectorId}/runs/${runId}`,
  /** Over the run's page: what became of one item. */
  itemTrace: (connectorId: string, runId: string, itemId: string) =>
    `/data-connectors/connectors/${connectorId}/runs/${runId}?explain=${itemId}`,
  /** The items of a run that came to no mailbox and need a look. */
  unimported: (connectorId: string, runId: string) =>
    `/data-connectors/connectors/${connectorId}/runs/${runId}?list=not-imported&only=attention#lists`,
  auditLog: "/audit-log",
  alerts: "/alerts",
  openAlerts: "/alerts?show=open",
  settings: "/settings",
  consentCallback: "/api/consent/callback",
  api: {
    connectors: "/api/connectors",
    connector: (connectorId: string) => `/api/connectors/${connectorId}`,
    run: (runId: string) => `/api/runs/${runId}`,
    /** `search` begins with a question mark, or is empty; `after` is where the page before ended. */
    deliveries: (runId: string, search: string, after?: string) =>
      `/api/runs/${runId}/deliveries${pageAfter(search, after)}`,
    unimported: (runId: string, search: string, after?: string) =>
      `/api/runs/${runId}/unimported${pageAfter(search, after)}`,
    runLog: (runId: string) => `/api/runs/${runId}/log`,
    /** Also those that were simply imported, a line each. */
    completeRunLog: (runId: string) => `/api/runs/${runId}/log?complete=1`,
    mappingTemplate: "/api/mapping-template",
    mappingUpload: (connectorId: string) => `/api/connectors/${connectorId}/mapping`,
    /** Without a version, of the one that is shown. */
    mappingExport: (connectorId: string, version?: number) =>
      version === undefined
        ? `/api/connectors/${connectorId}/mapping`
        : `/api/connectors/${connectorId}/mapping?version=${version}`,
    unmappedExport: (connectorId: string) => `/api/connectors/${connectorId}/unmapped`,
    mappingProblems: (connectorId: string) => `/api/connectors/${connectorId}/mapping/problems`,
    consentStart: (connectorId: string) => `/api/consent/start?connector=${connectorId}`,
    consentState: (connectorId: string) => `/api/connectors/${connectorId}/consent`,
    health: "/api/health",
    alerts: "/api/alerts",
    /** `search` begins with a question mark, or is empty. */
    auditExport: (search: string) => `/api/audit${search}`,
  },
} as const;

/** The address of the page that begins after `after`; of the first page without one. */
export function pageAfter(address: string, after: string | undefined): string {
  if (after === undefined) return address;
  return `${address}${address.includes("?") ? "&" : "?"}after=${encodeURIComponent(after)}`;
}
