"use client";
import { Button } from "@fluentui/react-components";
import { AlertOff24Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RouteTabs } from "#components/ui/route-tabs.tsx";
import { toldOf, useTell } from "#components/ui/told.ts";
import { Stack } from "#components/ui/stack.tsx";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import type { Marking } from "./mark-read.ts";
import { AlertList } from "./alert-list.tsx";
import { useMarking } from "./use-marking.ts";

type AlertsViewProps = {
  page: Page<AlertRow>;
  isOpenOnly: boolean;
  isFirstPage: boolean;
  marking: Marking;
};

/** The history of alerts, a page at a time. */
export function AlertsView({ page, isOpenOnly, isFirstPage, marking }: AlertsViewProps) {
  const tell = useTell();
  const { refusal, isPending, mark } = useMarking(marking);
  const markAndTell = (alertIds: string[] | undefined) =>
    mark(alertIds, (done, undo) => tell(toldOf(done, undo)));
  const here = isOpenOnly ? paths.openAlerts : paths.alerts;
  return (
    <Stack gap="l">
      <PageHeader
        title="Notifications"
        description="Problems that were noticed, and how they ended. Each is reported once, however often it occurs, and is resolved automatically when it is over."
        actions={
          <>
            {page.rows.some(({ isRead }) => !isRead) && (
              <Button disabledFocusable={isPending} onClick={() => markAndTell(undefined)}>
                Mark all as read
              </Button>
            )}
            <LinkButton href={paths.settings}>Alert recipients</LinkButton>
          </>
        }
      />
      <RouteTabs
        label="Notifications"
        tabs={[
          { title: "All", href: paths.alerts, isCurrent: !isOpenOnly },
          { title: "Open", href: paths.openAlerts, isCurrent: isOpenOnly },
        ]}
      />
      <FormAnswer state={refusal} refusedTitle="The notifications were not marked" />
      {page.rows.length === 0 ? (
        <Nothing isOpenOnly={isOpenOnly} />
      ) : (
        <AlertList
          alerts={page.rows}
          level={2}
          onRead={(id) => markAndTell([id])}
          onSeen={(id) => mark([id])}
        />
      )}
      <Stack isRow gap="s">
        <Pager what="notifications" here={here} isFirstPage={isFirstPage} next={page.next} />
      </Stack>
    </Stack>
  );
}

function Nothing({ isOpenOnly }: { isOpenOnly: boolean }) {
  return (
    <EmptyState
      icon={<AlertOff24Regular />}
      title={isOpenOnly ? "No open notifications" : "No notifications"}
      action={<LinkButton href={paths.connectors}>Go to the connectors</LinkButton>}
    >
      When a run fails or is missing, when credentials or the consent break, or when no worker is alive, it is
      reported here, with what to do about it.
    </EmptyState>
  );
}
