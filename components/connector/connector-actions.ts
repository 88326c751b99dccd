import type { FormState } from "#components/ui/form-state.ts";

/** What the rows and the command bar can do; server actions, handed in by the page. */
export type ConnectorActions = {
  run: (connectorId: string) => Promise<FormState>;
  pause: (connectorId: string) => Promise<FormState>;
  resume: (connectorId: string) => Promise<FormState>;
  discard: (connectorId: string) => Promise<FormState>;
};
