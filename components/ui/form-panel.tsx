"use client";
import { Button } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import { Panel } from "./panel.tsx";
import { Stack } from "./stack.tsx";

type FormPanelProps = {
  isOpen: boolean;
  title: string;
  /** The fields, and what the form answered. */
  children: ReactNode;
  isPending: boolean;
  submitLabel: string;
  pendingLabel: string;
  /** Between the button that submits and the one that closes. */
  otherActions?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
};

/** A panel that is one form, with its buttons at the foot. */
export function FormPanel({ isOpen, title, children, onSubmit, onClose, ...rest }: FormPanelProps) {
  const formId = useId();
  const { isPending, submitLabel, pendingLabel, otherActions } = rest;
  return (
    <Panel
      isOpen={isOpen}
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button type="submit" form={formId} appearance="primary" disabledFocusable={isPending}>
            {isPending ? pendingLabel : submitLabel}
          </Button>
          {otherActions}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <form
        id={formId}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="l">{children}</Stack>
      </form>
    </Panel>
  );
}
