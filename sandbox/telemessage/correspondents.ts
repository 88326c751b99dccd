import { pick } from "../random.ts";
import { type Person } from "../people.ts";
import { type Mailbox } from "./eml.ts";

/** Addresses that TeleMessage makes up for participants it knows by number only. */
export const NUMBER_DOMAIN = "sms.telemessage.example";

/** A participant of generated traffic: its digits as in a subject, and its header form. */
export interface Correspondent {
  readonly digits: string;
  readonly mailbox: Mailbox;
}

const OUTSIDE_PREFIXES = ["164655501", "191755501", "192955501", "44770090", "4915005550"] as const;

export function employee(person: Person): Correspondent {
  const digits = person.phoneDigits ?? "";
  const address = person.vendorEmail ?? `${digits}@${NUMBER_DOMAIN}`;
  return { digits, mailbox: { display: `${person.givenName} ${person.surname} ${digits}`, address } };
}

/** Somebody of another organization: the number stands as the name. */
export function outsider(random: () => number): Correspondent {
  const prefix = pick(random, OUTSIDE_PREFIXES);
  const tail = prefix === "44770090" ? 4 : 2;
  const digits = prefix + String(Math.floor(random() * 10 ** tail)).padStart(tail, "0");
  return byNumber(digits);
}

export function byNumber(digits: string): Correspondent {
  return { digits, mailbox: { display: digits, address: `${digits}@${NUMBER_DOMAIN}` } };
}

/** Company phones that nobody in the directory owns and no mapping names: gaps that an importer must show. */
export const UNMAPPED: readonly [Correspondent, ...Correspondent[]] = [
  named("Warehouse Phone", "17185550100", `17185550100@${NUMBER_DOMAIN}`),
  named("Loading Dock", "17185550101", `17185550101@${NUMBER_DOMAIN}`),
  named("Night Guard", "17185550102", `17185550102@${NUMBER_DOMAIN}`),
  named("Former Employee", "17185550110", "former.employee@contoso.com"),
];

export function named(name: string, digits: string, address: string): Correspondent {
  return { digits, mailbox: { display: `${name} ${digits}`, address } };
}
