import { isCountry } from "#lib/domain/address.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { VendorLoginCheck } from "../context.ts";

/** The page *Login to TeleMessage*. A password that is absent or blank keeps the stored one. */
export type LoginForm = {
  name: string;
  username: string;
  password: string | undefined;
  /** ISO 3166, or empty: then national numbers are refused. */
  defaultCountry: string;
};

const MAX_NAME = 100;
const MAX_USERNAME = 256;

/** Trims what people type. @throws Refusal at the first field that cannot be */
export function readLoginForm(form: LoginForm): LoginForm {
  const name = readConnectorName(form.name);
  const username = form.username.trim();
  if (username === "" || username.length > MAX_USERNAME) {
    throw new Refusal("username-missing", "Enter the username of your TeleMessage account.", "username");
  }
  const defaultCountry = readCountry(form.defaultCountry);
  return { name, username, password: form.password === "" ? undefined : form.password, defaultCountry };
}

/** @throws Refusal at `name` */
export function readConnectorName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= MAX_NAME) return name;
  throw new Refusal("name-missing", `Enter a name for the connector, up to ${MAX_NAME} characters.`, "name");
}

/** @throws Refusal at `defaultCountry` */
export function readCountry(country: string): string {
  if (country === "" || isCountry(country)) return country;
  throw new Refusal("country-unknown", "Choose a country from the list, or none.", "defaultCountry");
}

/** Items of the two sources have different ids: the same message would be archived twice. */
export function sourceFixed(): Refusal {
  return new Refusal(
    "source-fixed",
    "A connector keeps the source that it was created with, since the messages of another would be archived a second time. Create a connector for the other source.",
  );
}

export function nameTaken(name: string): Refusal {
  return new Refusal(
    "name-taken",
    `Another connector is already called “${name}”. Choose another name.`,
    "name",
  );
}

export function passwordMissing(): Refusal {
  return new Refusal("password-missing", "Enter the password of this TeleMessage user.", "password");
}

type LoginProblem = Extract<VendorLoginCheck, { ok: false }>["code"];

/** What TeleMessage said, at the field where the admin can do something about it. */
export function refusalOfLogin(code: LoginProblem): Refusal {
  const { message, field } = LOGIN_REFUSALS[code];
  return new Refusal(code, message, field);
}

const LOGIN_REFUSALS: Record<LoginProblem, { message: string; field: string | undefined }> = {
  "vendor-login-refused": {
    message:
      "TeleMessage refused the username or the password. Check both; if you are sure of them, ask TeleMessage to reset the password.",
    field: "password",
  },
  "vendor-account-locked": {
    message:
      "TeleMessage has locked this account. Ask TeleMessage to unlock the company administration account, then validate again.",
    field: "username",
  },
  "vendor-pin-required": {
    message:
      "TeleMessage asks this account for an SMS PIN at every sign-in, which an unattended connector cannot answer. Use a service account with the PIN switched off.",
    field: "username",
  },
  "vendor-unreachable": {
    message:
      "TeleMessage does not answer, so the login could not be tried. Nothing was changed; try again in a few minutes.",
    field: undefined,
  },
};
