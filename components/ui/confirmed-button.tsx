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
  action: () => Promise<FormState>;
  /** What truly takes it back: it is offered in the corner, where what was done is told then. */
  undo?: (() => Promise<FormState>) | undefined;
};

/** A deed that asks first, and shows what was answered where the admin is looking. */
export function ConfirmedButton(props: ConfirmedButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const tell = useTell();
  const { undo } = props;
  const perform = () =>
    start(async () => {
      const answer = await props.action();
      const isTold = undo !== undefined && answer.status === "done";
      setState(isTold ? IDLE : answer);
      if (isTold) tell(toldOf(answer, undo));
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
