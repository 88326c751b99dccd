"use client";
import { PlugDisconnected28Regular } from "@fluentui/react-icons";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";

type DeletedConnectorsProps = { page: Page<DeletedConnector>; isFirstPage: boolean };

/** Connectors that were deleted, the latest first, each with the way to what is kept of it. */
export function DeletedConnectors({ page, isFirstPage }: DeletedConnectorsProps) {
  const { locale } = useViewerZone();
  return (
    <Section
      title="Deleted connectors"
      actions={<LinkButton href={paths.connectors}>Back to the connectors</LinkButton>}
    >
      <Prose>
        Nothing is imported with them any more. Their runs, the outcome of every delivery and what people did
        are kept, and can be looked at and downloaded.
      </Prose>
      {page.rows.length === 0 ? (
        <EmptyState icon={<PlugDisconnected28Regular />} title="No connector was deleted" level={3}>
          A connector is deleted at the foot of its Settings tab. What it has imported stays on record here.
        </EmptyState>
      ) : (
        <DataTable
          label="Deleted connectors"
          columns={columns(locale)}
          rows={page.rows}
          rowKey={({ connectorId }) => connectorId}
        />
      )}
      <Stack isRow gap="s">
        <Pager what="deletions" here={paths.deletedConnectors} isFirstPage={isFirstPage} next={page.next} />
      </Stack>
    </Section>
  );
}

function columns(locale: string): Column<DeletedConnector>[] {
  return [
    {
      id: "name",
      title: "Name",
      width: "minmax(0, 1.6fr)",
      cell: ({ connectorId, name }) => (
        <TextLink isStrong href={paths.connector(connectorId)}>
          {name}
        </TextLink>
      ),
    },
    {
      id: "kind",
      title: "Kind",
      width: "minmax(0, 1.4fr)",
      cell: ({ kind }) => findConnectorKind(kind)?.name,
    },
    {
      id: "created",
      title: "Created",
      width: "minmax(0, 1fr)",
      cell: ({ createdAt }) => <Instant at={createdAt} show="stacked" />,
    },
    {
      id: "deleted",
      title: "Deleted",
      width: "minmax(0, 1fr)",
      cell: ({ deletedAt }) => <Instant at={deletedAt} show="stacked" />,
    },
    {
      id: "runs",
      title: "Runs",
      width: "minmax(0, 0.5fr)",
      isNumber: true,
      cell: ({ runs }) => formatCount(runs, locale),
    },
  ];
}
