"use client";
import {
  Button,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Textarea,
  tokens,
} from "@fluentui/react-components";
import { ShieldCheckmark20Regular } from "@fluentui/react-icons";
import { loginInput } from "./login-input.ts";
import type { LoginForm } from "./use-login-form.ts";

const useStyles = makeStyles({
  address: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr) 96px",
    columnGap: tokens.spacingHorizontalM,
  },
  // As narrow as its column, and not as wide as a text box likes to be.
  port: { gridTemplateColumns: "minmax(0, 1fr)", "& input": { minWidth: 0, width: "100%" } },
  // Fingerprints have nothing to break at.
  fingerprint: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 1fr)",
    rowGap: tokens.spacingVerticalS,
    overflowWrap: "anywhere",
  },
  key: { fontFamily: tokens.fontFamilyMonospace },
});

type SftpFieldsProps = { form: LoginForm; hasSecret: boolean };

/** Where an SFTP delivery lies, whose server that must be, and who reads it. */
export function SftpFields({ form, hasSecret }: SftpFieldsProps) {
  const styles = useStyles();
  const { field, input } = loginInput(form);
  return (
    <>
      <div className={styles.address}>
        <Field required label="Host" {...field("host")}>
          <Input autoComplete="off" spellCheck={false} {...input("host")} />
        </Field>
        <Field label="Port" className={styles.port} {...field("port")}>
          <Input inputMode="numeric" autoComplete="off" {...input("port")} />
        </Field>
      </div>
      <Field label="Folder" hint="Leave it empty for the user's home folder." {...field("folder")}>
        <Input autoComplete="off" spellCheck={false} {...input("folder")} />
      </Field>
      <Fingerprint form={form} />
      <Field required label="Username" {...field("username")}>
        <Input autoComplete="off" spellCheck={false} {...input("username")} />
      </Field>
      <Field label="Sign in with">
        <RadioGroup layout="horizontal" {...input("loginKind")}>
          <Radio value="password" label="Password" />
          <Radio value="key" label="Private key" />
        </RadioGroup>
      </Field>
      {form.values.loginKind === "key" ? (
        <KeyFields form={form} hasSecret={hasSecret} />
      ) : (
        <Field
          required={!hasSecret}
          label="Password"
          hint={secretHint("password", hasSecret)}
          {...field("password")}
        >
          <Input type="password" autoComplete="new-password" {...input("password")} />
        </Field>
      )}
    </>
  );
}

/** The one thing that tells the delivery's server from another: typed, or taken over after it was compared. */
function Fingerprint({ form }: { form: LoginForm }) {
  const styles = useStyles();
  const { field, input } = loginInput(form);
  const { state, values, setValue } = form;
  const offer = state.status === "refused" && state.field === "fingerprint" ? state.offer : undefined;
  return (
    <div className={styles.fingerprint}>
      <Field
        label="Host-key fingerprint"
        hint="From TeleMessage, as SHA256:… Leave it empty to see the one that the server presents. Credentials are sent to no other server."
        {...field("fingerprint")}
      >
        <Input autoComplete="off" spellCheck={false} {...input("fingerprint")} />
      </Field>
      {offer !== undefined && offer !== values.fingerprint && (
        <div>
          <Button icon={<ShieldCheckmark20Regular />} onClick={() => setValue("fingerprint", offer)}>
            Accept this fingerprint
          </Button>
        </div>
      )}
    </div>
  );
}

function KeyFields({ form, hasSecret }: SftpFieldsProps) {
  const styles = useStyles();
  const { field, input } = loginInput(form);
  return (
    <>
      <Field
        required={!hasSecret}
        label="Private key"
        hint={secretHint("key", hasSecret)}
        {...field("privateKey")}
      >
        <Textarea
          autoComplete="off"
          spellCheck={false}
          resize="vertical"
          rows={4}
          textarea={{ className: styles.key }}
          {...input("privateKey")}
        />
      </Field>
      <Field label="Passphrase" hint="Only if the key has one." {...field("passphrase")}>
        <Input type="password" autoComplete="new-password" {...input("passphrase")} />
      </Field>
    </>
  );
}

function secretHint(what: "password" | "key", isStored: boolean): string {
  if (isStored) return `A ${what} is stored; leave empty to keep it.`;
  const format = what === "key" ? "Of OpenSSH or PEM format. " : "";
  return `${format}Stored encrypted. It is never shown again.`;
}
