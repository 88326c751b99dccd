"use client";
import { ArrowDownload20Regular, ClipboardTextLtr24Regular } from "@fluentui/react-icons";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import { AuditBar } from "./audit-bar.tsx";
import { AUDIT_COLUMNS } from "./audit-columns.tsx";
import { type AuditQuery, auditSearch } from "./audit-query.ts";
import { VerifyChain } from "./verify-chain.tsx";

type AuditLogProps = { query: AuditQuery; page: Page<AuditRow>; verify: () => Promise<FormState> };

/** Who did what, when, from where; the latest first. */
export function AuditLog({ query, page, verify }: AuditLogProps) {
  const { after, ...filter } = query;
  const here = (next: AuditQuery) => paths.auditLog + auditSearch(next);
  return (
    <Stack gap="l">
      <PageHeader
        title="Audit log"
        description="Every change that somebody made, with what was there before. Entries are sealed one to the other: none can be altered or removed unnoticed."
      />
      <VerifyChain
        verify={verify}
        download={
          <LinkButton
            isExternal
            icon={<ArrowDownload20Regular />}
            href={paths.api.auditExport(auditSearch(filter))}
          >
            Download as CSV
          </LinkButton>
        }
      />
      <AuditBar query={filter} />
      {page.rows.length === 0 ? (
        <Nothing isFiltered={auditSearch(query) !== ""} />
      ) : (
        <DataTable
          isWide
          label="Audit log"
          columns={AUDIT_COLUMNS}
          rows={page.rows}
          rowKey={({ id }) => id}
        />
      )}
      <Stack isRow gap="s">
        <Pager what="entries" here={here(filter)} isFirstPage={after === undefined} next={page.next} />
      </Stack>
    </Stack>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <EmptyState icon={<ClipboardTextLtr24Regular />} title="Nothing has been changed yet">
        The first entry is written with the first step of a setup.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ClipboardTextLtr24Regular />}
      title="No entries match"
      action={<LinkButton href={paths.auditLog}>Show all entries</LinkButton>}
    >
      Take another action, another word or other days.
    </EmptyState>
  );
}
