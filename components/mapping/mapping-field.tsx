"use client";
import { Field, Input } from "@fluentui/react-components";

type MappingFieldProps = {
  label: string;
  hint: string;
  type: "text" | "email" | "date";
  isReadOnly?: boolean;
  value: string;
  refusal: string | undefined;
  onChange: (value: string) => void;
};

/** One field of a row of the mapping; its days may be left empty. */
export function MappingField(props: MappingFieldProps) {
  const { label, hint, type, isReadOnly = false, value, refusal, onChange } = props;
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
        readOnly={isReadOnly}
        value={value}
        onChange={(_event, change) => onChange(change.value)}
      />
    </Field>
  );
}

/** Which mailbox, from which day to which. */
export const ROW_FIELDS = [
  { name: "address", label: "Mailbox", type: "email", hint: "The user's address in Microsoft 365" },
  {
    name: "validFrom",
    label: "Valid from",
    type: "date",
    hint: "The first day, in UTC. Empty: from the beginning.",
  },
  {
    name: "validTo",
    label: "Valid to",
    type: "date",
    hint: "The day after the last one, in UTC. Empty: without an end.",
  },
] as const;
