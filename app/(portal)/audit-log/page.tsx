import { AuditLog } from "#components/audit/audit-log.tsx";
import { AuditRefusal } from "#components/audit/audit-refusal.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { isAllowed } from "#lib/domain/connector.ts";
import { serviceContext } from "#lib/server.ts";
import { listAuditEntries } from "#lib/services/audit/list-audit-entries.ts";
import { verifyAction } from "./verify-action.ts";
import { auditFilterOf, parseAuditQuery } from "./query.ts";

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const context = await serviceContext();
  if (!isAllowed(context.viewer.roles, "read-audit")) {
    return (
      <Page>
        <Title>Audit log</Title>
        <AuditRefusal />
      </Page>
    );
  }
  const query = parseAuditQuery(await searchParams);
  const page = await listAuditEntries(context, auditFilterOf(query), query.after);
  return (
    <Page>
      <Title>Audit log</Title>
      <AuditLog query={query} page={page} verify={verifyAction} />
    </Page>
  );
}
