"use client";
import { Button } from "@fluentui/react-components";
import { Link20Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { CopyField } from "#components/ui/copy-field.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";

export type HandOffAction = () => Promise<{ status: "made"; url: string } | FormState>;

/** A link for a global admin who is somebody else: made on demand, good for one answer. */
export function HandOff({ makeLink }: { makeLink: HandOffAction }) {
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
        Not a global admin yourself? Send this link to somebody who is. They sign in, accept, and you see it
        here within seconds; they need no access to this portal.
      </Prose>
      {url === undefined ? (
        <div>
          <Button icon={<Link20Regular />} disabledFocusable={isPending} onClick={make}>
            {isPending ? "Making the link…" : "Make a link for a global admin"}
          </Button>
        </div>
      ) : (
        <CopyField label="Link for a global admin" text={url} hint="Good for one answer, within an hour." />
      )}
      <FormAnswer state={state} refusedTitle="No link was made" />
    </Stack>
  );
}
