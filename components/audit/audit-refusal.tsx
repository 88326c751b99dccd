"use client";
import { LockClosed28Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { paths } from "#lib/paths.ts";

/** For whom the audit log is not. */
export function AuditRefusal({ level = 1 }: { level?: 1 | 2 }) {
  return (
    <EmptyState
      icon={<LockClosed28Regular />}
      title="Your role does not show the audit log"
      level={level}
      action={<LinkButton href={paths.connectors}>Go to the connectors</LinkButton>}
    >
      It shows who did what, and is read by auditors and administrators. Ask an administrator of your
      organization for the role Auditor.
    </EmptyState>
  );
}
