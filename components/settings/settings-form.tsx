"use client";
import type { ReactNode } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { submitterOf } from "#components/ui/submitter-of.ts";

type SettingsFormProps = {
  children: ReactNode;
  submit: (form: FormData) => void;
  isPending: boolean;
  can: true | string;
  saveLabel: string;
  state: FormState;
  refusedTitle: string;
  /** Those that show a refusal themselves. */
  fields: readonly string[];
};

/** Fields, the button that saves them, and what it answered. */
export function SettingsForm({ children, submit, isPending, can, saveLabel, ...answer }: SettingsFormProps) {
  return (
    <form method="post" onSubmit={submitterOf(submit)} noValidate>
      <Stack gap="m">
        {children}
        <Stack isRow gap="s">
          <ReasonedButton type="submit" appearance="primary" can={can} isBusy={isPending}>
            {isPending ? "Saving…" : saveLabel}
          </ReasonedButton>
        </Stack>
        <FormAnswer {...answer} />
      </Stack>
    </form>
  );
}
