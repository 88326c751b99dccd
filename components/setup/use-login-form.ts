"use client";
import { useActionState, useState } from "react";
import { type FormAction, type FormState, IDLE } from "#components/ui/form-state.ts";
import type { ConnectorSettings } from "#lib/domain/views.ts";
import { homeCountryOf } from "./home-country.ts";

export const LOGIN_FIELDS = ["name", "username", "password", "defaultCountry"] as const;
export type LoginField = (typeof LOGIN_FIELDS)[number];

export type LoginForm = ReturnType<typeof useLoginForm>;

/** The typed login and what became of it. */
export function useLoginForm(settings: ConnectorSettings, action: FormAction) {
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
  return {
    values,
    setValue: (name: LoginField, value: string) => setValues((typed) => ({ ...typed, [name]: value })),
    state,
    submit,
    isPending,
    /** What stands there is what is stored. */
    isUnchanged:
      values.password === "" &&
      values.name === settings.name &&
      values.username === settings.username &&
      values.defaultCountry === settings.defaultCountry,
  };
}
