import { parseSmtpAddress, type SmtpAddress } from "./address.ts";

/** Whose mailboxes a connector archives: everybody's who is mapped, only those listed, or all but those. */
export const SCOPE_KINDS = ["everybody", "only", "except"] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** As many mailboxes as can be listed. */
export const MAX_LISTED = 5_000;

export type TypedList = {
  /** Each once, in the order in which they were typed. */
  addresses: SmtpAddress[];
  /** What is no e-mail address, as typed. */
  unreadable: string[];
};

/** Addresses as an admin pastes them: one a line, or with commas or semicolons between them. */
export function parseTypedList(text: string): TypedList {
  const addresses = new Set<SmtpAddress>();
  const unreadable = new Set<string>();
  for (const typed of text.split(/[\n\r,;]+/).map((part) => part.trim())) {
    if (typed === "") continue;
    const address = parseSmtpAddress(typed);
    if (address === undefined) unreadable.add(typed);
    else addresses.add(address);
  }
  return { addresses: [...addresses], unreadable: [...unreadable] };
}

/** A few of them by name, and how many more there are: `a, b, c and 12 more`. */
export function fewOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(", ") : `${shown.join(", ")} and ${rest.toLocaleString("en")} more`;
}
