"use client";
import { Button } from "@fluentui/react-components";
import { AlertOff24Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { AlertFeed } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import type { MarkRead } from "./mark-read.ts";
import { AlertList } from "./alert-list.tsx";
import { useAlertsRefresh } from "./use-alerts.ts";

type AlertPanelProps = {
  onClose: () => void;
  feed: AlertFeed;
  error: Error | null;
  markRead: MarkRead;
};

/** The latest alerts, over whatever page the viewer is on. */
export function AlertPanel({ onClose, feed, error, markRead }: AlertPanelProps) {
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const refresh = useAlertsRefresh();
  const mark = (alertIds: string[] | undefined) =>
    start(async () => {
      setState(await markRead(alertIds));
      await refresh();
    });
  return (
    <Panel
      isOpen
      title="Notifications"
      onClose={onClose}
      foot={
        <>
          {feed.unread > 0 && (
            <Button appearance="primary" disabledFocusable={isPending} onClick={() => mark(undefined)}>
              Mark all as read
            </Button>
          )}
          <span onClickCapture={onClose}>
            <LinkButton href={paths.alerts}>All notifications</LinkButton>
          </span>
        </>
      }
    >
      <Stack gap="m">
        {error && <ProblemNotice error={error} meanwhile="What is shown may be out of date." />}
        {state.status !== "done" && (
          <FormAnswer state={state} refusedTitle="The notifications were not marked" />
        )}
        {feed.alerts.length === 0 ? (
          <NothingYet />
        ) : (
          <AlertList alerts={feed.alerts} level={3} onRead={(id) => mark([id])} onFollow={onClose} />
        )}
      </Stack>
    </Panel>
  );
}

/** Nobody had to be told of anything. */
export function NothingYet() {
  return (
    <EmptyState icon={<AlertOff24Regular />} title="Nothing to tell" level={3}>
      When a run fails or is missing, when credentials or the consent break, or when no worker is alive, it is
      told here, with what to do about it.
    </EmptyState>
  );
}
