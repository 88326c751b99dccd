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
import { useFocusReturn } from "#components/ui/use-focus-return.ts";
import { IDLE_MINUTES, IDLE_WARNING_MINUTES } from "#lib/domain/session.ts";

type IdleDialogProps = { isOpen: boolean; onStay: () => void; onLeave: () => void };

export function IdleDialog({ isOpen, onStay, onLeave }: IdleDialogProps) {
  const surface = useFocusReturn();
  return (
    <Dialog modalType="alert" open={isOpen} onOpenChange={(_event, change) => !change.open && onStay()}>
      <DialogSurface ref={surface}>
        <DialogBody>
          <DialogTitle>Are you still there?</DialogTitle>
          <DialogContent>
            Nobody has used the portal for {IDLE_MINUTES - IDLE_WARNING_MINUTES} minutes. You are signed out
            in {IDLE_WARNING_MINUTES} minutes, so that nobody else uses it in your name. Imports go on either
            way.
          </DialogContent>
          <DialogActions fluid>
            <Button appearance="primary" onClick={onStay}>
              Stay signed in
            </Button>
            <Button onClick={onLeave}>Sign out now</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
