import type { ConnectorSummary, DraftSummary, SystemHealth } from "#lib/domain/views.ts";

/** What `GET /api/connectors` answers, and what the page starts from. */
export type ConnectorsAnswer = {
  connectors: ConnectorSummary[];
  drafts: DraftSummary[];
  /** Some were deleted, and can be looked at on a page of their own. */
  hasDeleted: boolean;
  health: SystemHealth;
};
