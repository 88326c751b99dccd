"use client";
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useTransition } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";
import { paths } from "#lib/paths.ts";

type LeaveDialogProps = { isOpen: boolean; onStay: () => void; discard: () => Promise<void> };

/** Cancel asks which kind of leaving is meant: the draft is kept unless the admin says otherwise. */
export function LeaveDialog({ isOpen, onStay, discard }: LeaveDialogProps) {
  const [isPending, start] = useTransition();
  const surface = useFocusReturn();
  return (
    <Dialog modalType="alert" open={isOpen} onOpenChange={(_event, change) => !change.open && onStay()}>
      <DialogSurface ref={surface}>
        <DialogBody>
          <DialogTitle>Leave the setup?</DialogTitle>
          <DialogContent>
            The steps that are complete are saved. You can find them under <b>Connectors</b> as “Setup not
            finished” and resume at any time, or discard everything now.
          </DialogContent>
          <DialogActions fluid>
            <LinkButton appearance="primary" href={paths.connectors}>
              Keep and leave
            </LinkButton>
            <Button disabled={isPending} onClick={() => start(discard)}>
              {isPending ? "Discarding…" : "Discard"}
            </Button>
            <Button onClick={onStay}>Stay</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
