import { z } from "zod";
import { AlertsView } from "#components/alert/alerts-view.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { serviceContext } from "#lib/server.ts";
import { listAlerts } from "#lib/services/alert/list-alerts.ts";
import { markReadAction, markUnreadAction } from "./mark-read-action.ts";

/** The address: `?show=open&after=…`. What cannot be read is left out. */
const query = z.object({
  show: z.literal("open").optional().catch(undefined),
  after: z
    .string()
    .regex(/^\d{1,17}\.\d{1,18}$/)
    .optional()
    .catch(undefined),
});

type AlertsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AlertsPage({ searchParams }: AlertsPageProps) {
  const { show, after } = query.parse(await searchParams);
  const isOpenOnly = show === "open";
  return (
    <Page>
      <Title>Notifications</Title>
      <AlertsView
        page={await listAlerts(await serviceContext(), { isOpenOnly }, after)}
        isOpenOnly={isOpenOnly}
        isFirstPage={after === undefined}
        marking={{ read: markReadAction, unread: markUnreadAction }}
      />
    </Page>
  );
}
