"use client";
import { Link20Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { CopyField } from "#components/ui/copy-field.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";

export type HandOffAction = () => Promise<{ status: "made"; url: string } | FormState>;

/** A link for a global admin who is somebody else: made on demand, good for one answer. */
export function HandOff({ makeLink, can = true }: { makeLink: HandOffAction; can?: true | string }) {
  const [url, setUrl] = useState<string>();
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const make = () =>
    start(async () => {
      const answer = await makeLink();
      if (answer.status === "made") setUrl(answer.url);
      else setState(answer);
    });
  return (
    <Stack gap="s">
      <Prose>
        Not a global admin yourself? Send a link to one. They sign in and accept, and need no access to this
        portal; this page shows the result within seconds of Microsoft&apos;s confirming it.
      </Prose>
      {url === undefined ? (
        <div>
          <ReasonedButton can={can} icon={<Link20Regular />} isBusy={isPending} onClick={make}>
            {isPending ? "Creating the link…" : "Create a link for a global admin"}
          </ReasonedButton>
        </div>
      ) : (
        <CopyField label="Link for a global admin" text={url} hint="Valid for one answer, within an hour." />
      )}
      <FormAnswer state={state} refusedTitle="The link was not created" />
    </Stack>
  );
}
