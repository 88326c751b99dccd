"use client";
import { ClipboardTextLtr24Regular } from "@fluentui/react-icons";
import { AUDIT_COLUMNS } from "#components/audit/audit-columns.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";

type ActivityProps = { connectorId: string; page: Page<AuditRow>; isFirstPage: boolean };

/** The Activity tab: the connector's part of the audit log. */
export function Activity({ connectorId, page, isFirstPage }: ActivityProps) {
  return (
    <Stack gap="l">
      {page.rows.length === 0 ? (
        <EmptyState icon={<ClipboardTextLtr24Regular />} title="Nothing was changed here">
          What people do with this connector and its runs is listed here as they do it.
        </EmptyState>
      ) : (
        <DataTable isWide label="Activity" columns={AUDIT_COLUMNS} rows={page.rows} rowKey={({ id }) => id} />
      )}
      <Stack isRow gap="s">
        <Pager
          what="entries"
          here={paths.connector(connectorId, "activity")}
          isFirstPage={isFirstPage}
          next={page.next}
        />
        <LinkButton appearance="subtle" href={paths.auditLog}>
          Open the audit log
        </LinkButton>
      </Stack>
    </Stack>
  );
}
