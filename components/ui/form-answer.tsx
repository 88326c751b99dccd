"use client";
import type { ReactNode } from "react";
import type { FormState } from "./form-state.ts";
import { Notice } from "./notice.tsx";
import { Reveal } from "./reveal.tsx";

type FormAnswerProps = {
  state: FormState;
  /** What could not be done, as a heading: "The connection was not validated". */
  refusedTitle: string;
  /** Fields that show their refusal themselves. */
  fields?: readonly string[];
  /** The way on from a refusal. */
  actions?: ReactNode;
};

/** The answer to a form that belongs to none of its fields. */
export function FormAnswer({ state, refusedTitle, fields = [], actions }: FormAnswerProps) {
  if (state.status === "failed") return <Fault correlationId={state.correlationId} />;
  if (state.status === "done" && state.message !== "") {
    return (
      <Reveal>
        <Notice intent={state.warning ? "warning" : "success"} title={state.message} isAnswer>
          {state.warning}
        </Notice>
      </Reveal>
    );
  }
  if (state.status !== "refused" || (state.field !== undefined && fields.includes(state.field))) return null;
  return (
    <Reveal>
      <Notice intent="error" title={refusedTitle} isAnswer actions={actions}>
        {state.message}
      </Notice>
    </Reveal>
  );
}

/** A fault of ours: what happened, that nothing was changed, and how to ask about it. */
export function Fault({ correlationId }: { correlationId: string }) {
  return (
    <Reveal>
      <Notice intent="error" title="Something went wrong on our side" isAnswer>
        Nothing was changed. Try again; if it happens again, give support the correlation ID {correlationId}.
      </Notice>
    </Reveal>
  );
}
