"use client";
import { Button, Field, Input } from "@fluentui/react-components";
import { useId, useState, useTransition } from "react";
import { Facts } from "#components/ui/facts.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { formatCountOf } from "#components/ui/format.ts";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { UnmappedRow } from "#lib/domain/views.ts";
import type { MapChoice, ReplayAnswer } from "./unmapped-deeds.ts";

type MapPanelProps = {
  row: UnmappedRow;
  isOpen: boolean;
  onClose: () => void;
  map: (choice: MapChoice) => Promise<ReplayAnswer>;
  onMapped: (answer: ReplayAnswer) => void;
};

/** Gives a number its mailbox, from a day on where it had another owner before, and replays what it sent. */
export function MapPanel({ row, isOpen, onClose, map, onMapped }: MapPanelProps) {
  const formId = useId();
  const { locale } = useViewerZone();
  const [choice, setChoice] = useState<MapChoice>({ address: "", validFrom: "", validTo: "" });
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start(async () => {
      const answer = await map(choice);
      if (answer.state.status === "done") onMapped(answer);
      else setState(answer.state);
    });
  };
  const field = (name: keyof MapChoice, label: string, type: "email" | "date", hint: string) => {
    const refusal = refusalAt(state, name);
    return (
      <Field
        label={label}
        hint={hint}
        required={name === "address"}
        {...(refusal !== undefined && { validationMessage: refusal })}
      >
        <Input
          type={type}
          maxLength={320}
          value={choice[name]}
          onChange={(_event, { value }) => setChoice((before) => ({ ...before, [name]: value }))}
        />
      </Field>
    );
  };
  return (
    <Panel
      isOpen={isOpen}
      title={`Map ${row.identity}`}
      onClose={onClose}
      foot={
        <>
          <Button type="submit" form={formId} appearance="primary" disabledFocusable={isPending}>
            {isPending ? "Mapping…" : "Map and replay"}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} noValidate>
        <Stack gap="l">
          <Facts
            facts={[
              { name: "In the vault", value: formatCountOf(row.items, "item", locale) },
              { name: "First seen", value: <Instant at={row.firstSentAt} /> },
              { name: "Last seen", value: <Instant at={row.lastSentAt} /> },
            ]}
          />
          {field("address", "Mailbox", "email", "The user's address in Microsoft 365")}
          {field("validFrom", "Valid from", "date", "The first day, in UTC. Empty: from the beginning.")}
          {field("validTo", "Valid to", "date", "The day after the last one, in UTC. Empty: without an end.")}
          <Prose isQuiet>
            A new version of the custom mapping has this row, for every import from now on. The number&apos;s
            items of that time are imported from the vault, as of when they were sent. Nothing is imported
            twice.
          </Prose>
          <FormAnswer
            state={state}
            refusedTitle="Nothing was mapped"
            fields={["address", "validFrom", "validTo"]}
          />
        </Stack>
      </form>
    </Panel>
  );
}
