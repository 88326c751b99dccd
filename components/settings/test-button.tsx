"use client";
import { Send20Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";

type TestButtonProps = { can: true | string; send: () => Promise<FormState> };

/** Sends one message through a channel as it is saved, and says what came of it. */
export function TestButton({ can, send }: TestButtonProps) {
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  return (
    <Stack gap="s">
      <Stack isRow gap="s">
        <ReasonedButton
          can={can}
          isBusy={isPending}
          icon={<Send20Regular />}
          onClick={() => start(async () => setState(await send()))}
        >
          {isPending ? "Sending…" : "Send test"}
        </ReasonedButton>
      </Stack>
      <FormAnswer state={state} refusedTitle="The test message did not arrive" />
    </Stack>
  );
}
