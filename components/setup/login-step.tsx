"use client";
import { Button, Field, Input, makeStyles, Select, tokens } from "@fluentui/react-components";
import { PlugConnected20Regular } from "@fluentui/react-icons";
import { useActionState, useState } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE, refusalAt } from "#components/ui/form-state.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Reveal } from "#components/ui/reveal.tsx";
import { homeCountryOf } from "./home-country.ts";
import type { StepProps } from "./step-props.ts";
import { WizardForm } from "./wizard-form.tsx";

const useStyles = makeStyles({
  fields: { display: "grid", rowGap: tokens.spacingVerticalL, maxWidth: "480px" },
});

const FIELDS = ["name", "username", "password", "defaultCountry"] as const;
type LoginField = (typeof FIELDS)[number];

type LoginStepProps = StepProps & { countries: readonly { code: string; name: string }[] };

export function LoginStep({ settings, action, discard, countries }: LoginStepProps) {
  const styles = useStyles();
  const [values, setValues] = useState<Record<LoginField, string>>({
    name: settings.name,
    username: settings.username,
    password: "",
    // Suggested until the admin has chosen; an empty choice is one, too.
    defaultCountry: settings.username === "" ? homeCountryOf(settings.kind) : settings.defaultCountry,
  });
  const [state, submit, isPending] = useActionState(async (previous: FormState, form: FormData) => {
    const answer = await action(previous, form);
    // It is stored now, and never to be seen again.
    if (answer.status === "done") setValues((typed) => ({ ...typed, password: "" }));
    return answer;
  }, IDLE);
  const field = (name: LoginField) => {
    const refusal = refusalAt(state, name);
    return { required: true, ...(refusal !== undefined && { validationMessage: refusal }) };
  };
  const input = (name: LoginField) => ({
    name,
    value: values[name],
    onChange: (_event: unknown, change: { value: string }) => setValues({ ...values, [name]: change.value }),
  });
  const isUnchanged =
    values.password === "" &&
    values.name === settings.name &&
    values.username === settings.username &&
    values.defaultCountry === settings.defaultCountry;
  return (
    <WizardForm
      settings={settings}
      step="login"
      action={submit}
      nextLabel="Next"
      isPending={isPending}
      discard={discard}
    >
      <Prose>
        Sign in with your TeleMessage company administration account. Use a service account whose SMS PIN is
        switched off: the connector works at night, when nobody can type one in.
      </Prose>
      <div className={styles.fields}>
        <Field label="Connector name" hint="Unique in your organization." {...field("name")}>
          <Input autoComplete="off" maxLength={100} {...input("name")} />
        </Field>
        <Field label="Username" {...field("username")}>
          <Input autoComplete="off" spellCheck={false} {...input("username")} />
        </Field>
        <Field
          label="Password"
          hint={
            settings.hasPassword
              ? "A password is stored; leave empty to keep it."
              : "Stored encrypted. It is never shown again, to anybody."
          }
          {...field("password")}
          required={!settings.hasPassword}
        >
          <Input type="password" autoComplete="new-password" {...input("password")} />
        </Field>
        <Field
          label="Default country"
          hint="For numbers that come without a country code. Numbers with one are not affected."
          {...field("defaultCountry")}
          required={false}
        >
          <Select {...input("defaultCountry")}>
            <option value="">None: refuse such numbers</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <div>
          <Button
            type="submit"
            name="intent"
            value="validate"
            icon={<PlugConnected20Regular />}
            disabledFocusable={isPending}
          >
            {isPending ? "Connecting…" : "Validate connection"}
          </Button>
        </div>
      </div>
      <FormAnswer state={state} refusedTitle="The connection was not validated" fields={FIELDS} />
      {settings.isSourceValidated && settings.sourceAccount && isUnchanged && state.status !== "refused" && (
        <Reveal key={state.status}>
          <Notice intent="success" title="Connected to TeleMessage" isAnswer={state.status === "done"}>
            Company {settings.sourceAccount.company}, archive plan {settings.sourceAccount.archivePlan}.
          </Notice>
        </Reveal>
      )}
    </WizardForm>
  );
}
