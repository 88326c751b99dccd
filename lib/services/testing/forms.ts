import { LOGIN } from "./stage.ts";

/** What an admin may send to each verb that takes more than an id. */
export const A_MAPPING = { unmappedId: "1", address: "alice@contoso.example", validFrom: "", validTo: "" };
export const A_ROW = {
  version: 1,
  line: null,
  isRemoval: false,
  phone: "12125550101",
  address: "alice@contoso.example",
  validFrom: "",
  validTo: "",
};
/** The mapping as `setUp` leaves it. */
export const AS_SET_UP = { isAutomatic: true, isCustom: false, version: null };
export const A_DAY = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
export const SFTP = {
  name: LOGIN.name,
  defaultCountry: "US",
  host: "sftp.telemessage.example",
  port: "22",
  username: "contoso",
  folder: "",
  fingerprint: `SHA256:${"A".repeat(43)}`,
  loginKind: "password",
  password: LOGIN.password,
  privateKey: undefined,
  passphrase: undefined,
} as const;

const RULE = { isOn: true, threshold: "" };
export const RULES = {
  "run-failed": RULE,
  "run-missing": RULE,
  "nothing-imported": RULE,
  "access-broken": RULE,
  "no-worker": RULE,
  "ledger-finding": RULE,
};
export const EMAIL = {
  isOn: true,
  host: "smtp.contoso.example",
  port: "587",
  security: "starttls",
  username: "alerts",
  password: "s3cret-Pa55",
  from: "archive@contoso.example",
  to: "ada@contoso.example",
} as const;
export const WEBHOOK = { isOn: true, url: "https://hooks.contoso.example/", isSecretRenewed: false };
