"use client";
import { useActionState, useState } from "react";
import { type FormAction, type FormState, IDLE } from "#components/ui/form-state.ts";
import { DEFAULT_SFTP_PORT } from "#lib/domain/source.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { homeCountryOf } from "./home-country.ts";

export const LOGIN_FIELDS = [
  "source",
  "name",
  "username",
  "password",
  "defaultCountry",
  "host",
  "port",
  "folder",
  "fingerprint",
  "loginKind",
  "privateKey",
  "passphrase",
] as const;
export type LoginField = (typeof LOGIN_FIELDS)[number];
type LoginValues = Record<LoginField, string>;

/** Stored, and never to be seen again. */
const SECRETS = { password: "", privateKey: "", passphrase: "" };

export type LoginForm = ReturnType<typeof useLoginForm>;

/** The typed login and what became of it. */
export function useLoginForm(settings: ConnectorSettings, action: FormAction) {
  const stored = storedValues(settings);
  const [values, setValues] = useState<LoginValues>({
    ...stored,
    // Suggested until the admin has chosen; an empty choice is one, too.
    defaultCountry: settings.username === "" ? homeCountryOf(settings.kind) : settings.defaultCountry,
  });
  const [state, submit, isPending] = useActionState(async (previous: FormState, form: FormData) => {
    const answer = await action(previous, form);
    if (answer.status === "done") setValues((typed) => ({ ...typed, ...SECRETS }));
    return answer;
  }, IDLE);
  const compared: readonly LoginField[] =
    values.source === "sftp" ? LOGIN_FIELDS : ["source", "name", "username", "password", "defaultCountry"];
  return {
    values,
    setValue: (name: LoginField, value: string) => setValues((typed) => ({ ...typed, [name]: value })),
    state,
    submit,
    isPending,
    /** What stands there is what is stored. */
    isUnchanged: compared.every((name) => values[name] === stored[name]),
  };
}

function storedValues({ name, username, defaultCountry, sftp }: ConnectorSettings): LoginValues {
  return {
    source: sftp ? "sftp" : "archive",
    name,
    username,
    defaultCountry,
    host: sftp?.host ?? "",
    port: String(sftp?.port ?? DEFAULT_SFTP_PORT),
    folder: sftp?.folder ?? "",
    fingerprint: sftp?.fingerprint ?? "",
    loginKind: sftp?.login ?? "password",
    ...SECRETS,
  };
}
