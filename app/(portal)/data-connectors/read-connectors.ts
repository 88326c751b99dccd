import type { ConnectorsAnswer } from "#components/connector/connectors-answer.ts";
import { listConnectors } from "#lib/services/connector/list-connectors.ts";
import { hasDeletedConnectors } from "#lib/services/connector/has-deleted-connectors.ts";
import { listDrafts } from "#lib/services/connector/list-drafts.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getHealth } from "#lib/services/system/get-health.ts";

/** What the Connectors tab shows, for the page and for its updates. */
export async function readConnectors(context: ServiceContext): Promise<ConnectorsAnswer> {
  const [connectors, drafts, hasDeleted, health] = await Promise.all([
    listConnectors(context),
    listDrafts(context),
    hasDeletedConnectors(context),
    getHealth(context),
  ]);
  return { connectors, drafts, hasDeleted, health };
}
