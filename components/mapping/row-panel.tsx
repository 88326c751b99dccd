"use client";
import { Button, Field, Input } from "@fluentui/react-components";
import { useId, useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { MappingRow } from "#lib/domain/views.ts";
import type { MappingDeeds, RowChoice } from "./mapping-deeds.ts";
import { dayOf } from "./period-of.ts";

type RowPanelProps = {
  /** Null for a new one. */
  row: MappingRow | null;
  version: number | null;
  onClose: () => void;
  change: MappingDeeds["changeRow"];
  onChanged: (state: FormState) => void;
};

const FIELDS = ["phone", "address", "validFrom", "validTo"] as const;

/** One row of the custom mapping: its mailbox and when it holds. The number stays; another number is another row. */
export function RowPanel({ row, version, onClose, change, onChanged }: RowPanelProps) {
  const formId = useId();
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
  const field = (name: keyof RowChoice, label: string, type: "text" | "email" | "date", hint: string) => {
    const refusal = refusalAt(state, name);
    return (
      <Field
        label={label}
        hint={hint}
        required={type !== "date"}
        {...(refusal !== undefined && { validationMessage: refusal })}
      >
        <Input
          type={type}
          maxLength={320}
          readOnly={name === "phone" && row !== null}
          value={typed[name]}
          onChange={(_event, { value }) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      </Field>
    );
  };
  return (
    <Panel
      isOpen
      title={row ? `Edit ${row.phone}` : "Add a row"}
      onClose={onClose}
      foot={
        <>
          <Button type="submit" form={formId} appearance="primary" disabledFocusable={isPending}>
            {isPending ? "Saving…" : "Save"}
          </Button>
          {row && (
            <Button disabledFocusable={isPending} onClick={() => save(true)}>
              Remove the row
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form
        id={formId}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save(false);
        }}
      >
        <Stack gap="l">
          {field("phone", "Mobile number", "text", "Country code and number")}
          {field("address", "Mailbox", "email", "The user's address in Microsoft 365")}
          {field("validFrom", "Valid from", "date", "The first day, in UTC. Empty: from the beginning.")}
          {field("validTo", "Valid to", "date", "The day after the last one, in UTC. Empty: without an end.")}
          <Prose isQuiet>
            Saving makes a new version of the mapping, in force from the next import on. Versions are kept, so
            it can be rolled back.
          </Prose>
          <FormAnswer state={state} refusedTitle="Nothing was saved" fields={FIELDS} />
        </Stack>
      </form>
    </Panel>
  );
}
