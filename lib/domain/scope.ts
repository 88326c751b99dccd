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
  for (const typed of partsOf(text)) {
    const address = parseSmtpAddress(typed);
    if (address === undefined) unreadable.add(typed);
    else addresses.add(address);
  }
  return { addresses: [...addresses], unreadable: [...unreadable] };
}

/**
 * What was typed over a list, laid over that list as it is `now`: what was added is added to it, and what was taken out is
 * taken out of it. One a line.
 */
export function retypedOver(
  typed: string,
  list: { from: readonly string[]; now: readonly string[] },
): string {
  const parts = partsOf(typed);
  const [left, from, now] = [new Set(parts.map(spelled)), new Set(list.from), new Set(list.now)];
  const kept = list.now.filter((address) => left.has(address) || !from.has(address));
  const added = parts.filter((part) => !from.has(spelled(part)) && !now.has(spelled(part)));
  return [...kept, ...added].join("\n");
}

const partsOf = (text: string) =>
  text
    .split(/[\n\r,;]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

const spelled = (part: string) => part.toLowerCase();

/** A few of them by name, cut where they are long, and how many more there are: `a, b, c and 12 more`. */
export function fewOf(names: readonly string[]): string {
  return someOf(
    names.map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name)),
    3,
  );
}

/** The first of them by name, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(", ") : `${shown.join(", ")} and ${rest.toLocaleString("en")} more`;
}
