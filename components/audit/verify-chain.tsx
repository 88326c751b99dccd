"use client";
import { Button } from "@fluentui/react-components";
import { ShieldCheckmark20Regular } from "@fluentui/react-icons";
import { type ReactNode, useActionState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Stack } from "#components/ui/stack.tsx";

/** The button that checks every seal, and its answer. */
export function VerifyChain({ verify, download }: { verify: () => Promise<FormState>; download: ReactNode }) {
  const [state, submit, isPending] = useActionState(verify, IDLE);
  return (
    <form action={submit}>
      <Stack gap="m">
        <Stack isRow gap="s">
          <Button type="submit" icon={<ShieldCheckmark20Regular />} disabledFocusable={isPending}>
            {isPending ? "Checking every seal…" : "Verify the chain"}
          </Button>
          {download}
        </Stack>
        <FormAnswer state={state} refusedTitle="The audit log is not as it was written" />
      </Stack>
    </form>
  );
}
