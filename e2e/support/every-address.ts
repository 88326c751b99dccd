import { paths } from "#lib/paths.ts";

// What the journeys of roles walk. `app/_server/every-route.test.ts` holds it to the pages and routes that there are.

const KIND = "att-network";

/** Pages and routes that need a session, of one connector and a run of it. */
type Place = { connectorId: string; runId: string };

/** Pages that show what an organization has. */
export const PAGES_OF_ORGANIZATION = [
  "/",
  paths.gallery,
  paths.connectors,
  paths.deletedConnectors,
  paths.auditLog,
  paths.alerts,
  paths.settings,
  paths.product(KIND),
  paths.newConnector(KIND),
];

export const pagesOfConnector = ({ connectorId, runId }: Place) => [
  paths.setup(KIND, connectorId, "login"),
  paths.created(KIND, connectorId),
  paths.connector(connectorId),
  ...["runs", "mapping", "unmapped", "settings", "activity"].map((tab) => paths.connector(connectorId, tab)),
  paths.run(connectorId, runId),
];

/** Routes that answer an organization with its own; every role may ask all of them but the audit log's. */
export const ROUTES_OF_ORGANIZATION = [
  paths.api.connectors,
  paths.api.alerts,
  paths.api.mappingTemplate,
  paths.api.auditExport(""),
];

export const routesOfConnector = ({ connectorId, runId }: Place) => [
  paths.api.connector(connectorId),
  paths.api.run(runId),
  paths.api.deliveries(runId, ""),
  paths.api.unimported(runId, ""),
  paths.api.runLog(runId),
  paths.api.mappingProblems(connectorId),
  paths.api.mappingExport(connectorId),
  paths.api.unmappedExport(connectorId),
  ...consentRoutesOf({ connectorId }),
];

/** They write, though they are GETs. */
export const consentRoutesOf = ({ connectorId }: Pick<Place, "connectorId">) => [
  paths.api.consentState(connectorId),
  paths.api.consentStart(connectorId),
];
