"use client";
import { Spinner } from "@fluentui/react-components";
import { startTransition, useActionState, useEffect, useRef } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormAction, IDLE } from "#components/ui/form-state.ts";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { SETUP_STEPS } from "#lib/domain/setup.ts";
import type { DraftSummary } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";

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
        title={`Add a ${name} connector`}
        trail={[
          { title: "Data connectors", href: paths.gallery },
          { title: name, href: paths.product(kindId) },
        ]}
      />
      <FormAnswer state={state} refusedTitle="The setup could not be begun" />
      {begins && state.status === "idle" && <Spinner label="Preparing the setup…" labelPosition="after" />}
      {drafts.map((draft) => (
        <Section key={draft.connectorId} title={draft.name || `New ${name} connector`} isCard>
          <Prose>
            Setup not finished. Next: {SETUP_STEPS.find(({ id }) => id === draft.step)?.title}. Last changed{" "}
            <Instant at={draft.updatedAt} />.
          </Prose>
          <div>
            <LinkButton appearance="primary" href={paths.setup(kindId, draft.connectorId, draft.step)}>
              Resume
            </LinkButton>
          </div>
        </Section>
      ))}
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
