import type { FormState } from "#components/ui/form-state.ts";

export type BulkAction = "run" | "pause" | "resume";

/** What takes an action back; an import that has begun is cancelled on its page, not undone. */
export const OPPOSITES: Partial<Record<BulkAction, BulkAction>> = { pause: "resume", resume: "pause" };

/** What the rows and the command bar can do; server actions, handed in by the page. */
export type ConnectorActions = {
  run: (connectorId: string) => Promise<FormState>;
  pause: (connectorId: string) => Promise<FormState>;
  resume: (connectorId: string) => Promise<FormState>;
  onAll: (action: BulkAction, connectorIds: readonly string[]) => Promise<FormState>;
  discard: (connectorId: string) => Promise<FormState>;
};
