import { connectorCan, isAllowed, rolesFor, type ConnectorAction, type Role } from "#lib/domain/connector.ts";
import type { ListRow } from "./list-row.ts";

type Verdict = true | string;

/** What the viewer's roles allow: `true`, or the sentence that the disabled button shows. */
export type Allowance = Record<
  "create" | "settings" | "mapping" | "run" | "pause" | "resume" | "cancel" | "audit",
  Verdict
>;

export function allowanceOf(roles: readonly Role[]): Allowance {
  const verdict = (action: ConnectorAction): Verdict =>
    isAllowed(roles, action)
      ? true
      : `Your role (${roles.join(", ")}) does not allow this. Ask for ${rolesFor(action)}.`;
  return {
    create: verdict("create"),
    settings: verdict("change-settings"),
    mapping: verdict("change-mapping"),
    run: verdict("run"),
    pause: verdict("pause"),
    resume: verdict("resume"),
    cancel: verdict("cancel-run"),
    audit: verdict("read-audit"),
  };
}

/** Why nothing can be done with a run once its connector is gone. */
export const DELETED_VERDICT = "The connector was deleted, so nothing is imported with it any more.";

type RowVerdicts = Record<"run" | "pause" | "resume", Verdict>;
type OfConnector = Parameters<typeof connectorCan>[1];

/** First the role decides, then the connector's state. */
export function verdictOn(
  action: keyof RowVerdicts,
  connector: OfConnector,
  allowance: Pick<Allowance, keyof RowVerdicts>,
): Verdict {
  return allowance[action] === true ? connectorCan(action, connector) : allowance[action];
}

/** Mapping one replays its items, so what forbids a run forbids that, too. */
export function unmappedVerdicts(
  connector: OfConnector,
  allowance: Allowance,
): Record<"replay" | "map", Verdict> {
  const replay = verdictOn("run", connector, allowance);
  return { replay, map: allowance.mapping === true ? replay : allowance.mapping };
}

const NOT_SET_UP = "Finish the setup first.";

/** What can be done with a line now. */
export function rowAllowance(row: ListRow, allowance: Allowance): RowVerdicts {
  if (row.type === "draft") return { run: NOT_SET_UP, pause: NOT_SET_UP, resume: NOT_SET_UP };
  const decide = (action: keyof RowVerdicts) => verdictOn(action, row.connector, allowance);
  return { run: decide("run"), pause: decide("pause"), resume: decide("resume") };
}

/** Whether an action makes sense for any of the chosen lines; the first reason where for none. */
export function selectionAllowance(
  rows: readonly ListRow[],
  allowance: Allowance,
  action: keyof RowVerdicts,
): Verdict {
  if (allowance[action] !== true) return allowance[action];
  const verdicts = rows.map((row) => rowAllowance(row, allowance)[action]);
  if (verdicts.length === 0) return "Select a connector in the list first.";
  return verdicts.includes(true) ? true : (verdicts[0] ?? true);
}
