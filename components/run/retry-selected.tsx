"use client";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { MAX_CHOSEN_DELIVERIES } from "#lib/domain/delivery.ts";

/** Retrying of chosen deliveries, or why not. */
export type Retry = { can: true | string; action: (deliveryIds: readonly string[]) => Promise<FormState> };

export function RetrySelected({ retry, chosen }: { retry: Retry; chosen: readonly string[] }) {
  return (
    <ConfirmedButton
      label={chosen.length === 0 ? "Retry selected" : `Retry selected (${chosen.length})`}
      can={retry.can === true ? verdictOn(chosen.length) : retry.can}
      question="Retry the selected deliveries?"
      confirmLabel="Retry selected"
      cancelLabel="Not now"
      refusedTitle="Nothing was retried"
      action={() => retry.action(chosen)}
    >
      A new run takes up the deliveries that you have selected, and nothing else. Where a message may have
      arrived after all, the mailbox is asked first, so none is imported twice.
    </ConfirmedButton>
  );
}

function verdictOn(count: number): true | string {
  if (count === 0) return "Select a delivery that failed in the list first.";
  if (count <= MAX_CHOSEN_DELIVERIES) return true;
  return `Select at most ${MAX_CHOSEN_DELIVERIES.toLocaleString("en")} deliveries. Retry failed takes all of them.`;
}
