"use client";
import { useState, useTransition } from "react";
import { Facts } from "#components/ui/facts.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { formatCountOf } from "#components/ui/format.ts";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Instant } from "#components/ui/instant.tsx";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import { MappingField, ROW_FIELDS } from "./mapping-field.tsx";
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
  const { locale } = useViewerZone();
  const [choice, setChoice] = useState<MapChoice>({ address: "", validFrom: "", validTo: "" });
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const submit = () => {
    start(async () => {
      const answer = await map(choice);
      if (answer.state.status === "done") onMapped(answer);
      else setState(answer.state);
    });
  };
  return (
    <FormPanel
      isOpen={isOpen}
      title={`Map ${row.identity}`}
      isPending={isPending}
      submitLabel="Map and replay"
      pendingLabel="Mapping…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Facts
        facts={[
          { name: "In the vault", value: formatCountOf(row.items, "item", locale) },
          { name: "First seen", value: <Instant at={row.firstSentAt} /> },
          { name: "Last seen", value: <Instant at={row.lastSentAt} /> },
        ]}
      />
      {ROW_FIELDS.map(({ name, ...field }) => (
        <MappingField
          key={name}
          {...field}
          value={choice[name]}
          refusal={refusalAt(state, name)}
          onChange={(value) => setChoice((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <Prose isQuiet>
        A new version of the custom mapping has this row, for every import from now on. The number&apos;s
        items of that time are imported from the vault, as of when they were sent. Nothing is imported twice.
      </Prose>
      <FormAnswer
        state={state}
        refusedTitle="Nothing was mapped"
        fields={["address", "validFrom", "validTo"]}
      />
    </FormPanel>
  );
}
