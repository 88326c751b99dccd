import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Page } from "#components/ui/page.tsx";
import { ListTabs } from "./list-tabs.client.tsx";

/** Data connectors: its two tabs are pages of their own. */
export default function ListsLayout({ children }: { children: ReactNode }) {
  return (
    <Page>
      <PageHeader
        title="Data connectors"
        description="Import text messages from carriers and apps, archived by TeleMessage, into the mailboxes of the people who wrote them."
      />
      <ListTabs />
      {children}
    </Page>
  );
}
