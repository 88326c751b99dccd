"use client";
import { Field, Input, makeStyles, Select, Switch, Textarea, tokens } from "@fluentui/react-components";
import { useActionState, useState } from "react";
import { type FormAction, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { type EmailSettings, MOST_RECEIVERS } from "#lib/domain/alert-channel.ts";
import { SettingsForm } from "./settings-form.tsx";

const useStyles = makeStyles({
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 240px), 1fr))",
    gap: tokens.spacingHorizontalL,
    alignItems: "start",
    maxWidth: "760px",
  },
  // The longest choice must not make the field wider than its place.
  select: { gridTemplateColumns: "minmax(0, 1fr)" },
  switch: { marginInlineStart: "-8px" },
  wide: { gridColumn: "1 / -1" },
});

const FIELDS = ["host", "port", "security", "username", "password", "from", "to"] as const;
type FieldName = (typeof FIELDS)[number];

type EmailFormProps = {
  settings: EmailSettings | null;
  isOn: boolean;
  hasPassword: boolean;
  can: true | string;
  save: FormAction;
};

/** Where and how alerts go by e-mail. The stored password is never shown. */
export function EmailForm({ settings, isOn, hasPassword, can, save }: EmailFormProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(save, IDLE);
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [isSwitchedOn, setSwitchedOn] = useState(isOn);
  const isFixed = can !== true;
  const field = (name: FieldName) => {
    const refusal = refusalAt(state, name);
    return refusal === undefined ? {} : { validationMessage: refusal };
  };
  const input = (name: FieldName) => ({
    name,
    value: draft[name],
    readOnly: isFixed,
    onChange: (_event: unknown, { value }: { value: string }) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <SettingsForm
      submit={submit}
      isPending={isPending}
      can={can}
      saveLabel="Save e-mail"
      state={state}
      refusedTitle="The e-mail settings were not saved"
      fields={FIELDS}
    >
      <Switch
        className={styles.switch}
        name="on"
        label="Send alerts by e-mail"
        checked={isSwitchedOn}
        disabled={isFixed}
        onChange={(_event, { checked }) => setSwitchedOn(checked)}
      />
      <div className={styles.fields}>
        <Field label="Mail server" {...field("host")}>
          <Input {...input("host")} placeholder="smtp.example.com" autoComplete="off" />
        </Field>
        <Field label="Security" className={styles.select} {...field("security")}>
          <Select
            name="security"
            value={draft.security}
            disabled={isFixed}
            onChange={(_event, { value }) => setDraft({ ...draft, security: value })}
          >
            <option value="starttls">STARTTLS (port 587)</option>
            <option value="implicit">Implicit TLS (port 465)</option>
            <option value="none">None, without a sign-in</option>
          </Select>
        </Field>
        <Field label="Port" {...field("port")}>
          <Input {...input("port")} inputMode="numeric" />
        </Field>
        <Field label="User name" hint="Leave it empty if the server requires none." {...field("username")}>
          <Input {...input("username")} autoComplete="off" />
        </Field>
        <Field
          label="Mail password"
          {...(hasPassword && { hint: "One is stored. Leave it empty to keep it." })}
          {...field("password")}
        >
          <Input {...input("password")} type="password" autoComplete="new-password" />
        </Field>
        <Field label="From" {...field("from")}>
          <Input {...input("from")} type="email" placeholder="archive@example.com" />
        </Field>
        <Field
          className={styles.wide}
          label="To"
          hint={`Up to ${MOST_RECEIVERS} addresses, separated by commas or line breaks.`}
          {...field("to")}
        >
          <Textarea {...input("to")} resize="vertical" rows={2} />
        </Field>
      </div>
    </SettingsForm>
  );
}

const NOTHING_YET: EmailSettings = {
  host: "",
  port: 587,
  security: "starttls",
  username: "",
  from: "",
  to: [],
};

function draftOf(settings: EmailSettings | null): Record<FieldName, string> {
  const { host, port, security, username, from, to } = settings ?? NOTHING_YET;
  return { host, port: String(port), security, username, password: "", from, to: to.join(", ") };
}
