"use client";
import { Field, Input, makeStyles, Radio, RadioGroup, Select, tokens } from "@fluentui/react-components";
import { loginInput } from "./login-input.ts";
import { SftpFields } from "./sftp-fields.tsx";
import type { LoginForm } from "./use-login-form.ts";

const useStyles = makeStyles({
  fields: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr)",
    rowGap: tokens.spacingVerticalL,
    maxWidth: "480px",
  },
});

export type CountryOption = { code: string; name: string };

type LoginFieldsProps = {
  form: LoginForm;
  hasPassword: boolean;
  countries: readonly CountryOption[];
  /** A connector that exists keeps its source, and is renamed elsewhere: both go along unchanged. */
  isNameFixed?: boolean;
};

/** What it takes to fetch from TeleMessage; secrets are written, never read. */
export function LoginFields({ form, hasPassword, countries, isNameFixed }: LoginFieldsProps) {
  const styles = useStyles();
  const { values } = form;
  const { field, input } = loginInput(form);
  return (
    <div className={styles.fields}>
      {isNameFixed ? (
        <>
          <input type="hidden" name="name" value={values.name} />
          <input type="hidden" name="source" value={values.source} />
        </>
      ) : (
        <>
          <Field required label="Connector name" hint="Unique in your organization." {...field("name")}>
            <Input autoComplete="off" maxLength={100} {...input("name")} />
          </Field>
          <Field
            label="How TeleMessage delivers"
            hint="As stated in your archive plan. It cannot be changed once the connector is created."
          >
            <RadioGroup {...input("source")}>
              <Radio value="archive" label="Archive service: messages are fetched one by one" />
              <Radio value="sftp" label="SFTP delivery: one ZIP file of messages per day" />
            </RadioGroup>
          </Field>
        </>
      )}
      {values.source === "sftp" ? (
        <SftpFields form={form} hasSecret={hasPassword} />
      ) : (
        <ArchiveFields form={form} hasPassword={hasPassword} />
      )}
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

function ArchiveFields({ form, hasPassword }: { form: LoginForm; hasPassword: boolean }) {
  const { field, input } = loginInput(form);
  return (
    <>
      <Field required label="Username" {...field("username")}>
        <Input autoComplete="off" spellCheck={false} {...input("username")} />
      </Field>
      <Field
        required={!hasPassword}
        label="Password"
        hint={
          hasPassword
            ? "A password is stored; leave empty to keep it."
            : "Stored encrypted. It is never shown again."
        }
        {...field("password")}
      >
        <Input type="password" autoComplete="new-password" {...input("password")} />
      </Field>
    </>
  );
}
