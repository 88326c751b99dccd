"use client";
import { Field, Input } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { toldOf, useTell } from "#components/ui/told.ts";
import { Prose } from "#components/ui/prose.tsx";

/** Takes what was typed; the answer says what it is called now, or why not. */
export type NameAction = (typed: string) => Promise<FormState>;

type RenamePanelProps = { isOpen: boolean; onClose: () => void; name: string; rename: NameAction };

export function RenamePanel({ isOpen, onClose, name, rename }: RenamePanelProps) {
  const queries = useQueryClient();
  const tell = useTell();
  const [typed, setTyped] = useState(name);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const refusal = refusalAt(state, "name");
  const renameBack = async (before: string) => {
    const answer = await rename(before);
    await queries.invalidateQueries();
    return answer;
  };
  const submit = () => {
    start(async () => {
      const answer = await rename(typed);
      setState(answer);
      await queries.invalidateQueries();
      if (answer.status !== "done") return;
      onClose();
      tell(toldOf(answer, typed.trim() === name ? undefined : () => renameBack(name)));
    });
  };
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
