/** One precedence, from one SQL view: the first that holds is shown. */
export const CONNECTOR_STATES = [
  "running",
  "action-required",
  "paused",
  "retrying",
  "waiting-to-start",
  "healthy",
] as const;
export type ConnectorState = (typeof CONNECTOR_STATES)[number];

export const CONNECTOR_STATE_NAMES: Record<ConnectorState, string> = {
  running: "Running",
  "action-required": "Action required",
  paused: "Paused",
  retrying: "Retrying",
  "waiting-to-start": "Waiting to start",
  healthy: "Healthy",
};

export type Role = "Connector.Admin" | "Connector.Operator" | "Connector.Reader" | "Auditor";
export const ROLES: readonly Role[] = [
  "Connector.Admin",
  "Connector.Operator",
  "Connector.Reader",
  "Auditor",
];

export type ConnectorAction =
  | "create"
  | "run"
  | "pause"
  | "resume"
  | "cancel-run"
  | "change-mapping"
  | "change-settings"
  | "look"
  | "read-audit";

const ALLOWED: Record<Role, readonly ConnectorAction[]> = {
  "Connector.Admin": [
    "create",
    "run",
    "pause",
    "resume",
    "cancel-run",
    "change-mapping",
    "change-settings",
    "look",
    "read-audit",
  ],
  "Connector.Operator": ["run", "pause", "resume", "cancel-run", "change-mapping", "look"],
  "Connector.Reader": ["look"],
  Auditor: ["look", "read-audit"],
};

/** Whether one of the roles allows the action at all. */
export function isAllowed(roles: readonly Role[], action: ConnectorAction): boolean {
  return roles.some((role) => ALLOWED[role].includes(action));
}

/** The roles that allow the action, the least of them first, as words: `the role Connector.Operator or Connector.Admin`. */
export function rolesFor(action: ConnectorAction): string {
  const roles = ROLES.toReversed().filter((role) => ALLOWED[role].includes(action));
  return `the role ${roles.join(" or ")}`;
}

/** `true`, or the sentence that the disabled button shows. */
export function connectorCan(
  action: "run" | "pause" | "resume",
  connector: { state: ConnectorState; isPaused: boolean },
): true | string {
  const isRunning = connector.state === "running" || connector.state === "retrying";
  if (action === "run") {
    if (connector.isPaused) return "The connector is paused. Resume it first.";
    return isRunning ? "An import is already running." : true;
  }
  if (action === "pause") return connector.isPaused ? "The connector is already paused." : true;
  return connector.isPaused ? true : "The connector is not paused.";
}
