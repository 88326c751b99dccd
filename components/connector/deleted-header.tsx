"use client";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RouteTabs } from "#components/ui/route-tabs.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { KindMark } from "./kind-mark.tsx";

/** What is left of a connector's page once it is deleted. */
const DELETED_TABS = [
  { id: "runs", title: "Runs" },
  { id: "activity", title: "Activity" },
] as const;

type DeletedHeaderProps = {
  connector: DeletedConnector;
  tab: (typeof DELETED_TABS)[number]["id"];
  canReadAudit: boolean;
};

/** The head of a deleted connector's page. */
export function DeletedHeader({ connector, tab, canReadAudit }: DeletedHeaderProps) {
  const { connectorId, name, kind, deletedAt } = connector;
  return (
    <Stack gap="l">
      <PageHeader
        title={name}
        trail={[
          { title: "Connectors", href: paths.connectors },
          { title: "Deleted connectors", href: paths.deletedConnectors },
        ]}
        mark={<KindMark kind={kind} />}
        badge={<Status tone="ended">Deleted</Status>}
        description={findConnectorKind(kind)?.name}
      />
      <Notice intent="info" title="This connector was deleted">
        Since <Instant at={deletedAt} /> nothing is imported with it. Its runs, their ledger and what people
        did are kept; the messages stay in the mailboxes.
      </Notice>
      <RouteTabs
        label="Connector"
        tabs={DELETED_TABS.filter(({ id }) => id !== "activity" || canReadAudit).map(({ id, title }) => ({
          title,
          href: paths.connector(connectorId, id),
          isCurrent: id === tab,
        }))}
      />
    </Stack>
  );
}
