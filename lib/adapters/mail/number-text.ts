import { parsePhoneNumber, type PhoneNumber } from "#lib/domain/address.ts";

/** What a text that stands where numbers stand comes to. */
export type ReadNumber =
  | { kind: "phone"; phone: PhoneNumber }
  /** Meant as a number, but no number without guessing. */
  | { kind: "unreadable" }
  /** A short code, a local number, the year in a nickname. */
  | { kind: "none" };

/** The number at the end of a display name (`Ada Lovelace 12125550101`), or all of it. */
export function numberInName(name: string): string | undefined {
  if (name.includes("@")) return undefined;
  const found = WHOLE.exec(name) ?? WITH_PLUS.exec(name) ?? LAST_WORD.exec(name);
  return found?.[1];
}

/** The number that an address is made of: `12125550101@…`, `+919812345678/TYPE=PLMN@…`. */
export function numberInAddress(address: string): string | undefined {
  return LOCAL_PART.exec(address)?.[1];
}

/** Digits alone, for a label. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}

/** The same people write to each other all day, and to take a number apart costs more than all else of an envelope. */
const known = new Map<string, ReadNumber>();
const MAX_KNOWN = 10_000;

/** A number in the admin's country, or an international one with or without its plus sign. */
export function readNumber(text: string, defaultCountry: string): ReadNumber {
  const key = `${defaultCountry} ${text}`;
  const before = known.get(key);
  if (before) return before;
  const read = readAnew(text, defaultCountry);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, read);
  return read;
}

function readAnew(text: string, defaultCountry: string): ReadNumber {
  const digits = digitsOf(text);
  const phone = text.startsWith("+") ? parsePhoneNumber(text) : withoutPlus(text, digits, defaultCountry);
  if (phone) return { kind: "phone", phone };
  const isShort = digits.length < MIN_MEANT_DIGITS && !digits.startsWith("0");
  return { kind: isShort ? "none" : "unreadable" };
}

const WHOLE = /^(\+?[\d\s().-]*\d)$/;
const WITH_PLUS = /(\+[\d\s().-]*\d)\)?$/;
const LAST_WORD = /[\s(:]([\d.-]*\d)\)?$/;
/** The suffix tells the numbering plan of an address on an MMS network (3GPP TS 23.140). */
const LOCAL_PART = /^(\+?\d[\d.-]*)(?:\/TYPE=PLMN)?(?:@|$)/i;

/** Up to seven digits are short codes and numbers without area code, unless they begin with a zero, as none does. */
const MIN_MEANT_DIGITS = 8;
function withoutPlus(text: string, digits: string, defaultCountry: string): PhoneNumber | undefined {
  const phone = parsePhoneNumber(text, defaultCountry);
  // So few digits are a number only within the admin's country: seven in Iceland; not as +290 4567, St Helena.
  return digits.length < MIN_MEANT_DIGITS && phone === `+${digits}` ? undefined : phone;
}
