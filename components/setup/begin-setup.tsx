"use client";
import { Spinner } from "@fluentui/react-components";
import { startTransition, useActionState, useEffect, useRef } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormAction, IDLE } from "#components/ui/form-state.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { DraftSummary } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { OpenSetups } from "./open-setups.tsx";

type BeginSetupProps = {
  kindId: ConnectorKindId;
  drafts: readonly DraftSummary[];
  canCreate: true | string;
  create: FormAction;
};

/** Begins a setup at once, unless there is one to go on with, or the viewer may not. */
export function BeginSetup({ kindId, drafts, canCreate, create }: BeginSetupProps) {
  const [state, submit, isPending] = useActionState(create, IDLE);
  const begins = drafts.length === 0 && canCreate === true;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!begins || hasBegun.current) return;
    hasBegun.current = true;
    startTransition(() => submit(new FormData()));
  }, [begins, submit]);
  const name = findConnectorKind(kindId)?.name ?? kindId;
  return (
    <Stack gap="xl">
      <PageHeader
        title={`New ${name} connector`}
        trail={[
          { title: "Data connectors", href: paths.gallery },
          { title: name, href: paths.product(kindId) },
        ]}
      />
      <FormAnswer state={state} refusedTitle="The setup could not be begun" />
      {begins && state.status === "idle" && <Spinner label="Preparing the setup…" labelPosition="after" />}
      <OpenSetups drafts={drafts} />
      {!begins && (
        <form action={submit}>
          <ReasonedButton type="submit" can={canCreate} isBusy={isPending}>
            Start another setup
          </ReasonedButton>
        </form>
      )}
    </Stack>
  );
}
