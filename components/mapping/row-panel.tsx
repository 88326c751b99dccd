"use client";
import { Button } from "@fluentui/react-components";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type Done, type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import type { MappingRow } from "#lib/domain/views/mapping.ts";
import type { MappingDeeds, RowChoice } from "./mapping-deeds.ts";
import { MappingField, ROW_FIELDS } from "./mapping-field.tsx";
import { dayOf } from "./period-of.ts";

type RowPanelProps = {
  /** Null for a new one. */
  row: MappingRow | null;
  version: number | null;
  onClose: () => void;
  change: MappingDeeds["changeRow"];
  onChanged: (state: Done) => void;
};

const PHONE = {
  name: "phone",
  label: "Mobile number",
  type: "text",
  hint: "Country code and number",
} as const;
const FIELDS = ["phone", "address", "validFrom", "validTo"] as const;

/** One row of the custom mapping: its mailbox and when it holds. The number stays; another number is another row. */
export function RowPanel({ row, version, onClose, change, onChanged }: RowPanelProps) {
  const [typed, setTyped] = useState<RowChoice>({
    phone: row?.phone ?? "",
    address: row?.address ?? "",
    validFrom: dayOf(row?.validFrom ?? null),
    validTo: dayOf(row?.validTo ?? null),
  });
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const save = (isRemoval: boolean) =>
    start(async () => {
      const answer = await change({ ...typed, version, line: row?.line ?? null, isRemoval });
      if (answer.status === "done") onChanged(answer);
      else setState(answer);
    });
  return (
    <FormPanel
      isOpen
      title={row ? `Edit ${row.phone}` : "Add a row"}
      isPending={isPending}
      submitLabel="Save"
      pendingLabel="Saving…"
      otherActions={
        row && (
          <Button disabledFocusable={isPending} onClick={() => save(true)}>
            Remove the row
          </Button>
        )
      }
      onSubmit={() => save(false)}
      onClose={onClose}
    >
      {[PHONE, ...ROW_FIELDS].map(({ name, ...field }) => (
        <MappingField
          key={name}
          {...field}
          isReadOnly={name === "phone" && row !== null}
          value={typed[name]}
          refusal={refusalAt(state, name)}
          onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <Prose isQuiet>
        Saving makes a new version of the mapping, in force from the next import on. Versions are kept, so it
        can be rolled back.
      </Prose>
      <FormAnswer state={state} refusedTitle="Nothing was saved" fields={FIELDS} />
    </FormPanel>
  );
}
