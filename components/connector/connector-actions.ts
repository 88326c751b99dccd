import type { FormState } from "#components/ui/form-state.ts";

export type BulkAction = "run" | "pause" | "resume";

/** What the rows and the command bar can do; server actions, handed in by the page. */
export type ConnectorActions = {
  run: (connectorId: string) => Promise<FormState>;
  pause: (connectorId: string) => Promise<FormState>;
  resume: (connectorId: string) => Promise<FormState>;
  onAll: (action: BulkAction, connectorIds: readonly string[]) => Promise<FormState>;
  discard: (connectorId: string) => Promise<FormState>;
};
