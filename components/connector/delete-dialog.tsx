"use client";
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from "@fluentui/react-components";
import { useId, useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";
/** Takes what was typed to confirm it; the answer is why not. */
export type DeleteAction = (typed: string) => Promise<FormState>;

type DeleteDialogProps = { isOpen: boolean; onClose: () => void; name: string; remove: DeleteAction };

/** What deleting does, and the name to be typed before it is done. */
export function DeleteDialog({ isOpen, onClose, name, remove }: DeleteDialogProps) {
  const formId = useId();
  const surface = useFocusReturn();
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const refusal = refusalAt(state, "name");
  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start(async () => setState(await remove(typed)));
  };
  return (
    <Dialog modalType="alert" open={isOpen} onOpenChange={(_event, change) => !change.open && onClose()}>
      <DialogSurface ref={surface}>
        <DialogBody>
          <DialogTitle>{`Delete ${name}?`}</DialogTitle>
          <DialogContent>
            <form id={formId} method="post" onSubmit={submit} noValidate>
              <Stack gap="m">
                <Prose>
                  Imports stop for good, and the stored credentials are deleted now. What TeleMessage archives
                  from now on is not imported. This cannot be undone.
                </Prose>
                <Prose>
                  What was archived stays in the mailboxes. The runs, their ledger, the originals that are
                  kept and the audit log stay, too.
                </Prose>
                <Field
                  label={`Type ${name} to confirm`}
                  required
                  {...(refusal !== undefined && { validationMessage: refusal })}
                >
                  <Input autoComplete="off" value={typed} onChange={(_event, { value }) => setTyped(value)} />
                </Field>
                <FormAnswer state={state} refusedTitle="The connector was not deleted" fields={["name"]} />
              </Stack>
            </form>
          </DialogContent>
          <DialogActions fluid>
            <Button type="submit" form={formId} appearance="primary" disabledFocusable={isPending}>
              {isPending ? "Deleting…" : "Delete the connector"}
            </Button>
            <Button onClick={onClose}>Keep it</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
