import { addressParser } from "postal-mime";
import { parseSmtpAddress, type SmtpAddress } from "#lib/domain/address.ts";
import { type ParsedParticipant } from "#lib/domain/item.ts";
import { type MailboxRecipient } from "#lib/domain/mailbox-message.ts";
import { firstField, type HeaderBlock } from "./header-block.ts";
import { digitsOf, numberInAddress, numberInName, readNumber } from "./number-text.ts";
import { lineOf } from "./safe-text.ts";

/** Somebody named in From, To or Cc. */
export type Correspondent = {
  role: ParsedParticipant["role"];
  /** As shown, empty where the header has none. */
  name: string;
  address: SmtpAddress | undefined;
  /** Texts that look like this one's number; the first says most. */
  numbers: string[];
};

/** Everyone named in From, To and Cc, in this order; members of groups one by one. */
export function listCorrespondents(block: HeaderBlock): Correspondent[] {
  return [
    ...correspondentsIn(firstField(block, "from") ?? "", "from"),
    ...correspondentsIn(allFields(block, "to"), "to"),
    ...correspondentsIn(allFields(block, "cc"), "cc"),
  ];
}

/** The ledger's view: numbers read as the admin's country has them, everyone once. */
export function participantsOf(
  correspondents: readonly Correspondent[],
  defaultCountry: string,
): ParsedParticipant[] {
  const distinct = new Map<string, ParsedParticipant>();
  for (const correspondent of correspondents) {
    const participant = participantOf(correspondent, defaultCountry);
    const key = `${participant.phone ?? ""} ${participant.address ?? ""} ${participant.hasUnreadableNumber}`;
    if (!distinct.has(key)) distinct.set(key, participant);
  }
  return [...distinct.values()];
}

/**
 * A mailbox's view. Graph takes no recipient without an SMTP address, so a number stands in a domain that can never
 * receive mail or belong to anyone (RFC 2606 §2): a reply to the archived item goes nowhere.
 */
export function recipientOf(correspondent: Correspondent): MailboxRecipient {
  const digits = digitsOf(correspondent.numbers[0] ?? "").slice(0, MAX_DIGITS);
  const address = correspondent.address ?? `${digits || "unknown"}@sms.invalid`;
  return { name: correspondent.name || digits || address, address };
}

/** How a made-up subject calls somebody: by number, as TeleMessage does, else by address or name. */
export function labelOf(correspondent: Correspondent): string {
  return digitsOf(correspondent.numbers[0] ?? "") || (correspondent.address ?? correspondent.name);
}

const MAX_DIGITS = 32;
const MAX_NAME_CHARACTERS = 255;

function correspondentsIn(value: string, role: Correspondent["role"]): Correspondent[] {
  if (value === "") return [];
  return addressParser(withoutAreaCodeParentheses(value), { flatten: true })
    .map((mailbox) => correspondentOf(mailbox.name, mailbox.address ?? "", role))
    .filter((one) => one.name !== "" || one.address !== undefined || one.numbers.length > 0);
}

function correspondentOf(
  shownName: string,
  shownAddress: string,
  role: Correspondent["role"],
): Correspondent {
  const name = lineOf(shownName, MAX_NAME_CHARACTERS);
  const numbers = [numberInName(name), numberInAddress(shownAddress)].filter((text) => text !== undefined);
  return { role, name, address: parseSmtpAddress(shownAddress), numbers };
}

function participantOf(correspondent: Correspondent, defaultCountry: string): ParsedParticipant {
  const { role, address } = correspondent;
  let hasUnreadableNumber = false;
  for (const text of correspondent.numbers) {
    const read = readNumber(text, defaultCountry);
    if (read.kind === "phone") return { role, phone: read.phone, address, hasUnreadableNumber: false };
    hasUnreadableNumber ||= read.kind === "unreadable";
  }
  return { role, phone: undefined, address, hasUnreadableNumber };
}

function allFields(block: HeaderBlock, name: string): string {
  const values = block.fields.filter((field) => field.name === name).map((field) => field.value);
  return values.filter((value) => value !== "").join(", ");
}

/** An unclosed quote runs to the end: the pattern always matches there, so its time stays linear. */
const QUOTED_OR_AREA_CODE = /"(?:\\[^]?|[^"\\])*"?|(?<=[+\d])[ \t]*\((\d{1,5})\)[ \t]*(?=\d)/g;

/** Outside quotes, parentheses are a comment (RFC 5322 §3.2.2): `+1 (212) 555-0101` would lose its area code. */
function withoutAreaCodeParentheses(value: string): string {
  if (!value.includes("(")) return value;
  return value.replaceAll(QUOTED_OR_AREA_CODE, (whole, areaCode?: string) =>
    areaCode === undefined ? whole : ` ${areaCode} `,
  );
}
