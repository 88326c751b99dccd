"use client";
import { Field, Input, makeStyles, Select, tokens } from "@fluentui/react-components";
import { refusalAt } from "#components/ui/form-state.ts";
import { type LoginField, type LoginForm } from "./use-login-form.ts";

const useStyles = makeStyles({
  fields: { display: "grid", rowGap: tokens.spacingVerticalL, maxWidth: "480px" },
});

export type CountryOption = { code: string; name: string };

type LoginFieldsProps = {
  form: LoginForm;
  hasPassword: boolean;
  countries: readonly CountryOption[];
  /** A connector that exists is renamed elsewhere; its name goes along unchanged. */
  isNameFixed?: boolean;
};

/** What it takes to sign in to TeleMessage; the password is written, never read. */
export function LoginFields({ form, hasPassword, countries, isNameFixed }: LoginFieldsProps) {
  const styles = useStyles();
  const { values, setValue, state } = form;
  const field = (name: LoginField) => {
    const refusal = refusalAt(state, name);
    return refusal === undefined ? {} : { validationMessage: refusal };
  };
  const input = (name: LoginField) => ({
    name,
    value: values[name],
    onChange: (_event: unknown, change: { value: string }) => setValue(name, change.value),
  });
  return (
    <div className={styles.fields}>
      {isNameFixed ? (
        <input type="hidden" name="name" value={values.name} />
      ) : (
        <Field required label="Connector name" hint="Unique in your organization." {...field("name")}>
          <Input autoComplete="off" maxLength={100} {...input("name")} />
        </Field>
      )}
      <Field required label="Username" {...field("username")}>
        <Input autoComplete="off" spellCheck={false} {...input("username")} />
      </Field>
      <Field
        required={!hasPassword}
        label="Password"
        hint={
          hasPassword
            ? "A password is stored; leave empty to keep it."
            : "Stored encrypted. It is never shown again, to anybody."
        }
        {...field("password")}
      >
        <Input type="password" autoComplete="new-password" {...input("password")} />
      </Field>
      <Field
        label="Default country"
        hint="For numbers that come without a country code. Numbers with one are not affected."
        {...field("defaultCountry")}
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
    </div>
  );
}
