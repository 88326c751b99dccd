"use client";
import { type ReactElement, type ReactNode, useState, useTransition } from "react";
import { ConfirmLater } from "./confirm-later.tsx";
import { FormAnswer } from "./form-answer.tsx";
import { type FormState, IDLE } from "./form-state.ts";
import { ReasonedButton } from "./reasoned-button.tsx";
import { toldOf, useTell } from "./told.ts";

type ConfirmedButtonProps = {
  label: string;
  /** For a screen reader, where the label does not say of which line it is. */
  name?: string;
  icon?: ReactElement;
  /** `true`, or the sentence that says why not now. */
  can: true | string;
  question: string;
  /** What it will do, in the dialog. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  refusedTitle: string;
  /** Where its answer can truly be taken back, it is told in the corner, with the way back. */
  action: () => Promise<FormState>;
  /** What was done takes this button away: it is told in the corner, even without a way back. */
  isTold?: boolean;
};

/** A deed that asks first, and shows what was answered where the admin is looking. */
export function ConfirmedButton(props: ConfirmedButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const tell = useTell();
  const perform = () =>
    start(async () => {
      const answer = await props.action();
      const isTold = answer.status === "done" && (props.isTold === true || answer.undo !== undefined);
      setState(isTold ? IDLE : answer);
      if (isTold) tell(toldOf(answer));
    });
  return (
    <>
      <ReasonedButton
        can={props.can}
        isBusy={isPending}
        onClick={() => setAsking(true)}
        {...(props.icon && { icon: props.icon })}
        {...(props.name !== undefined && { name: props.name })}
      >
        {props.label}
      </ReasonedButton>
      <ConfirmLater
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={props.question}
        confirmLabel={props.confirmLabel}
        cancelLabel={props.cancelLabel}
        onConfirm={perform}
      >
        {props.children}
      </ConfirmLater>
      <FormAnswer state={state} refusedTitle={props.refusedTitle} />
    </>
  );
}
