"use client";
import { Button } from "@fluentui/react-components";
import { AlertOff24Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { AlertFeed } from "#lib/domain/views/alert.ts";
import { paths } from "#lib/paths.ts";
import type { Marking } from "./mark-read.ts";
import { AlertList } from "./alert-list.tsx";
import { useMarking } from "./use-marking.ts";

type AlertPanelProps = {
  onClose: () => void;
  feed: AlertFeed;
  error: Error | null;
  marking: Marking;
};

/** The latest alerts, over whatever page the viewer is on. */
export function AlertPanel({ onClose, feed, error, marking }: AlertPanelProps) {
  const { refusal, isPending, mark } = useMarking(marking);
  const [undo, setUndo] = useState<() => Promise<FormState>>();
  const [answer, setAnswer] = useState<FormState>(IDLE);
  const markAndOffer = (alertIds: string[] | undefined) =>
    mark(alertIds, (done, takeBack) => {
      setAnswer(done);
      setUndo(() => takeBack);
    });
  const takeBack = async () => {
    setUndo(undefined);
    if (undo) setAnswer(await undo());
  };
  return (
    <Panel
      isOpen
      title="Notifications"
      onClose={onClose}
      foot={
        <>
          {feed.unread > 0 && (
            <Button
              appearance="primary"
              disabledFocusable={isPending}
              onClick={() => markAndOffer(undefined)}
            >
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
        <FormAnswer state={refusal} refusedTitle="The notifications were not marked" />
        {answer.status === "done" ? (
          <Notice
            isAnswer
            intent="success"
            title={answer.message}
            actions={undo && <Button onClick={() => void takeBack()}>Undo</Button>}
          />
        ) : (
          <FormAnswer state={answer} refusedTitle="It was not undone" />
        )}
        {feed.alerts.length === 0 ? (
          <NothingYet />
        ) : (
          <AlertList
            alerts={feed.alerts}
            level={3}
            onRead={(id) => markAndOffer([id])}
            onSeen={(id) => mark([id])}
            onFollow={onClose}
          />
        )}
      </Stack>
    </Panel>
  );
}

/** Nobody had to be told of anything. */
export function NothingYet() {
  return (
    <EmptyState icon={<AlertOff24Regular />} title="No notifications" level={3}>
      When a run fails or is missing, when credentials or the consent break, or when no worker is alive, it is
      reported here, with what to do about it.
    </EmptyState>
  );
}
