"use client";
import { Button, Field, Input } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";

/** Takes what was typed; the answer says what it is called now, or why not. */
export type NameAction = (typed: string) => Promise<FormState>;

type RenamePanelProps = { isOpen: boolean; onClose: () => void; name: string; rename: NameAction };

export function RenamePanel({ isOpen, onClose, name, rename }: RenamePanelProps) {
  const formId = useId();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(name);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const refusal = refusalAt(state, "name");
  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start(async () => {
      setState(await rename(typed));
      await queries.invalidateQueries();
    });
  };
  return (
    <Panel
      isOpen={isOpen}
      title="Rename the connector"
      onClose={onClose}
      foot={
        <>
          <Button type="submit" form={formId} appearance="primary" disabledFocusable={isPending}>
            {isPending ? "Saving…" : "Save"}
          </Button>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} noValidate>
        <Stack gap="l">
          <Prose>
            The name is how you find the connector here. The folder in the mailboxes is named after the data
            source, and stays.
          </Prose>
          <Field
            label="Connector name"
            required
            {...(refusal !== undefined && { validationMessage: refusal })}
          >
            <Input maxLength={200} value={typed} onChange={(_event, { value }) => setTyped(value)} />
          </Field>
          <FormAnswer state={state} refusedTitle="The connector was not renamed" fields={["name"]} />
        </Stack>
      </form>
    </Panel>
  );
}
