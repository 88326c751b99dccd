import { refusalAt } from "#components/ui/form-state.ts";
import type { LoginField, LoginForm } from "./use-login-form.ts";

/** A field's refusal, and its input bound to what was typed. */
export function loginInput({ values, setValue, state }: LoginForm) {
  return {
    field: (name: LoginField) => {
      const refusal = refusalAt(state, name);
      return refusal === undefined ? {} : { validationMessage: refusal };
    },
    input: (name: LoginField) => ({
      name,
      value: values[name],
      onChange: (_event: unknown, change: { value: string }) => setValue(name, change.value),
    }),
  };
}
