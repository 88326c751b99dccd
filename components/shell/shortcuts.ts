import { type ConnectorAction, isAllowed, type Role } from "#lib/domain/connector.ts";
import { paths } from "#lib/paths.ts";

/** What a sequence of keys does: opens a page, or something on the page that is shown. */
export type Shortcut = {
  /** Pressed one after the other. */
  keys: readonly string[];
  title: string;
  deed: { go: string } | { tab: string } | "search" | "help";
  /** For those who may do this. */
  needs?: ConnectorAction;
};

const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["g", "o"], title: "Data connectors, overview", deed: { go: paths.gallery } },
  { keys: ["g", "c"], title: "Connectors", deed: { go: paths.connectors } },
  { keys: ["g", "n"], title: "Notifications", deed: { go: paths.alerts } },
  { keys: ["g", "a"], title: "Audit log", deed: { go: paths.auditLog }, needs: "read-audit" },
  { keys: ["g", "s"], title: "Settings", deed: { go: paths.settings } },
  { keys: ["g", "r"], title: "Runs of the connector on the page", deed: { tab: "runs" } },
  { keys: ["g", "u"], title: "Unmapped of the connector on the page", deed: { tab: "unmapped" } },
  { keys: ["g", "m"], title: "User mapping of the connector on the page", deed: { tab: "mapping" } },
  { keys: ["/"], title: "Search on the page", deed: "search" },
  { keys: ["?"], title: "This help", deed: "help" },
];

export function shortcutsOf(roles: readonly Role[]): Shortcut[] {
  return SHORTCUTS.filter(({ needs }) => needs === undefined || isAllowed(roles, needs));
}

/** What was pressed so far: a shortcut that is complete, the beginning of one, or nothing of the kind. */
export function matchOf(
  pressed: readonly string[],
  shortcuts: readonly Shortcut[],
): { kind: "whole"; shortcut: Shortcut } | { kind: "beginning" } | { kind: "nothing" } {
  const fitting = shortcuts.filter(({ keys }) => pressed.every((key, nth) => keys[nth] === key));
  const whole = fitting.find(({ keys }) => keys.length === pressed.length);
  if (whole) return { kind: "whole", shortcut: whole };
  return { kind: fitting.length > 0 ? "beginning" : "nothing" };
}

/** The connector that the page is about; `undefined` on any other page. */
export function connectorOfPath(pathname: string): string | undefined {
  const [, id] = /^\/data-connectors\/connectors\/([\da-f-]{36})(?:\/|$)/.exec(pathname) ?? [];
  return id;
}

/** Remembered in the browser: single keys are not for everybody, dictation among others. */
export const SHORTCUTS_COOKIE = "mac-shortcuts";

export function areShortcutsOn(text: string | undefined): boolean {
  return text !== "off";
}
