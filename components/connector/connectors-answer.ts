import type { ConnectorSummary, DraftSummary } from "#lib/domain/views/connector.ts";
import type { SystemHealth } from "#lib/domain/views/health.ts";

/** What `GET /api/connectors` answers, and what the page starts from. */
export type ConnectorsAnswer = {
  connectors: ConnectorSummary[];
  drafts: DraftSummary[];
  /** Some were deleted, and can be looked at on a page of their own. */
  hasDeleted: boolean;
  health: SystemHealth;
};
