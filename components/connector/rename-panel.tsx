"use client";
import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, refusalAt } from "#components/ui/form-state.ts";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useSaving } from "#components/ui/use-saving.ts";

/** Takes what was typed; the answer says what it is called now, or why not. */
export type NameAction = (typed: string) => Promise<FormState>;

type RenamePanelProps = { isOpen: boolean; onClose: () => void; name: string; rename: NameAction };

export function RenamePanel({ isOpen, onClose, name, rename }: RenamePanelProps) {
  const [typed, setTyped] = useState(name);
  const { state, isPending, save } = useSaving(onClose);
  const refusal = refusalAt(state, "name");
  const isSame = typed.trim() === name;
  const submit = () =>
    save(
      () => rename(typed),
      () => (isSame ? undefined : () => rename(name)),
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
