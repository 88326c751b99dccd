"use client";
import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, refusalAt } from "#components/ui/form-state.ts";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useSaving } from "#components/ui/use-saving.ts";

/** Takes what was typed; the answer says what it is called now, or why not: also if it is called other than `expected`. */
export type RenameAction = (typed: string, expected?: string) => Promise<FormState>;

type RenamePanelProps = { isOpen: boolean; onClose: () => void; name: string; rename: RenameAction };

export function RenamePanel({ isOpen, onClose, name, rename }: RenamePanelProps) {
  const [before] = useState(name);
  const [typed, setTyped] = useState(name);
  const { state, isPending, save } = useSaving(onClose);
  const refusal = refusalAt(state, "name");
  const submit = () =>
    save(
      () => rename(typed, before),
      ({ saved }) => (saved === before ? undefined : () => rename(before, saved)),
    );
  return (
    <FormPanel
      isOpen={isOpen}
      title="Rename the connector"
      isPending={isPending}
      submitLabel="Save"
      pendingLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Prose>
        The name is how you find the connector here. The folder in the mailboxes is named after the data
        source, and stays.
      </Prose>
      <Field label="Connector name" required {...(refusal !== undefined && { validationMessage: refusal })}>
        <Input maxLength={200} value={typed} onChange={(_event, { value }) => setTyped(value)} />
      </Field>
      <FormAnswer state={state} refusedTitle="The connector was not renamed" fields={["name"]} />
    </FormPanel>
  );
}
