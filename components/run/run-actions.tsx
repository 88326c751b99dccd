"use client";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { unreadOf } from "#lib/domain/delivery.ts";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";

export type RunDeeds = Record<"cancel" | "runAgain" | "retryFailed", () => Promise<FormState>>;

type RunActionsProps = { run: RunDetail; can: Record<"cancel" | "run", true | string>; deeds: RunDeeds };

/** What can be done with a run: cancel it while it goes on, repeat it once it has ended. */
export function RunActions({ run, can, deeds }: RunActionsProps) {
  if (!isTerminal(run.state)) {
    return (
      <ConfirmedButton
        label="Cancel run"
        can={run.isCancelRequested ? "It is being cancelled." : can.cancel}
        question="Cancel this run?"
        confirmLabel="Cancel the run"
        cancelLabel="Let it run"
        refusedTitle="The run was not cancelled"
        action={deeds.cancel}
      >
        What has been imported stays in the mailboxes. The window stays open: the next run imports the rest of
        it, and nothing twice.
      </ConfirmedButton>
    );
  }
  return (
    <>
      {hasFailures(run) && (
        <ConfirmedButton
          label="Retry failed"
          can={can.run}
          question="Retry what failed?"
          confirmLabel="Retry failed"
          cancelLabel="Not now"
          refusedTitle="Nothing was retried"
          action={deeds.retryFailed}
        >
          A new run takes up what failed in this one, and nothing else. Where a message may have arrived after
          all, the mailbox is asked first, so none is imported twice. From then on the new run counts them.
        </ConfirmedButton>
      )}
      <ConfirmedButton
        label="Run this window again"
        can={can.run}
        question="Run this window again?"
        confirmLabel="Run again"
        cancelLabel="Not now"
        refusedTitle="The window was not run again"
        action={deeds.runAgain}
      >
        A new run asks TeleMessage for everything in this window once more. What is in mailboxes already stays
        as it is; what is missing is imported, and what failed is retried. The schedule goes on from where it
        is.
      </ConfirmedButton>
    </>
  );
}

/** What *Retry failed* takes up: deliveries that failed or were never read back, items that were not handed over. */
function hasFailures({ deliveries, reasons }: RunDetail): boolean {
  const isKeptBack = reasons.some(
    ({ subject, code }) => subject === "item" && code === "vendor-item-missing",
  );
  return deliveries.failed > 0 || unreadOf(deliveries) > 0 || isKeptBack;
}
