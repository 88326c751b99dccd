/** The connector's page, by the `tab` of its address. */
export const CONNECTOR_TABS = [
  { id: "overview", title: "Overview" },
  { id: "runs", title: "Runs" },
  { id: "unmapped", title: "Unmapped" },
  { id: "mapping", title: "User mapping" },
  { id: "settings", title: "Settings" },
  { id: "activity", title: "Activity" },
] as const;

export type ConnectorTab = (typeof CONNECTOR_TABS)[number]["id"];
