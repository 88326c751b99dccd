"use client";
import { Field, Input } from "@fluentui/react-components";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";

/** Instants as ISO 8601 in UTC; empty where nothing readable was entered. */
export type ImportPeriodAction = (period: Record<Edge, string>) => Promise<FormState>;

type Edge = "from" | "to";

type PeriodPanelProps = { isOpen: boolean; onClose: () => void; action: ImportPeriodAction };

/** A free choice of dates, in the viewer's zone. */
export function PeriodPanel({ isOpen, onClose, action }: PeriodPanelProps) {
  const { zone } = useViewerZone();
  const [typed, setTyped] = useState<Record<Edge, string>>({ from: "", to: "" });
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const submit = () => {
    start(async () => setState(await action({ from: instantOf(typed.from), to: instantOf(typed.to) })));
  };
  const edge = (name: Edge, label: string) => {
    const refusal = refusalAt(state, name);
    return (
      <Field
        label={label}
        hint={zone}
        required
        {...(refusal !== undefined && { validationMessage: refusal })}
      >
        <Input
          type="datetime-local"
          value={typed[name]}
          onChange={(_event, { value }) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      </Field>
    );
  };
  return (
    <FormPanel
      isOpen={isOpen}
      title="Import a past period"
      isPending={isPending}
      submitLabel="Import the period"
      pendingLabel="Starting…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Prose>
        Everything that TeleMessage archived in the period is compared with what is known here. What is
        missing is imported, what failed is retried, and nothing is imported twice. The schedule goes on from
        where it is.
      </Prose>
      {edge("from", "From")}
      {edge("to", "To")}
      <FormAnswer state={state} refusedTitle="The import was not started" fields={["from", "to"]} />
    </FormPanel>
  );
}

/** The field's local time is the browser's own, as the hint says. */
function instantOf(local: string): string {
  const instant = new Date(local);
  return Number.isNaN(instant.getTime()) ? "" : instant.toISOString();
}
