"use client";
import { Notice } from "#components/ui/notice.tsx";

/** Two connectors of one account are allowed, since an admin may be moving; that both archive everything is said. */
export function SharedAccountNotice({ connectorName }: { connectorName: string }) {
  return (
    <Notice intent="warning" title="This TeleMessage account is already in use">
      The connector “{connectorName}” fetches from the same account. With both, every message is archived
      twice in each mailbox. Use the account of another archive plan, or pause the other connector first.
    </Notice>
  );
}
