import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { z } from "zod";

declare const brand: unique symbol;

/** A mailbox address in lower case, made only by `parseSmtpAddress`. */
export type SmtpAddress = string & { readonly [brand]: "SmtpAddress" };

/** A number as E.164 with its plus sign (`+12125550101`), made only by `parsePhoneNumber`. */
export type PhoneNumber = string & { readonly [brand]: "PhoneNumber" };

const smtpAddress = z.email().max(254);

/** Exchange compares addresses without regard to case, so the branded form is in lower case. */
export function parseSmtpAddress(text: string): SmtpAddress | undefined {
  const trimmed = text.trim().toLowerCase();
  return smtpAddress.safeParse(trimmed).success ? brandSmtpAddress(trimmed) : undefined;
}

const SCIENTIFIC = /^\d+(?:[.,]\d+)?e\+?\d+$/i;
const DIALABLE = /^[+(]?[\d\s().+-]+$/;

/**
 * E.164 or nothing: a number is never guessed. Digits that carry a country code (with or without a plus sign) are
 * taken as international; national digits only where the admin chose a default country. Excel's 4.41E+11 is refused,
 * since its last digits are gone.
 */
export function parsePhoneNumber(text: string, defaultCountry?: string): PhoneNumber | undefined {
  const trimmed = text.trim();
  if (SCIENTIFIC.test(trimmed) || !DIALABLE.test(trimmed)) return undefined;
  const international = trimmed.startsWith("00") ? `+${trimmed.slice(2)}` : trimmed;
  if (international.startsWith("+")) return possible(international);
  const national = () => (isCountry(defaultCountry) ? possible(international, defaultCountry) : undefined);
  // As TeleMessage writes numbers, in mails and in mapping files: country code first, no plus sign.
  const carriesCountryCode =
    digitsOf(international).length >= UNMISTAKABLE_DIGITS && !/^\D*0/.test(international);
  return carriesCountryCode
    ? (withCountryCode(international) ?? national())
    : (national() ?? withCountryCode(international));
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}

/** From this length on, digits without a plus sign cannot be a national number of North America. */
export const UNMISTAKABLE_DIGITS = 11;

/** Fewer digits may be a national number as well: 312 555 0101 must not become a Dutch one, so the plan has to know it. */
function withCountryCode(text: string): PhoneNumber | undefined {
  const digits = digitsOf(text);
  return possible(`+${digits}`, undefined, digits.length < UNMISTAKABLE_DIGITS);
}

/** All that makes a number of North America possible: ten digits after the country code, the first no 0 and no 1. */
const NORTH_AMERICAN = /^\+1[2-9]\d{9}$/;

function possible(text: string, country?: CountryCode, isStrict = false): PhoneNumber | undefined {
  // Most numbers of most files, without the library that a million rows would spend twenty seconds in.
  if (!isStrict && NORTH_AMERICAN.test(text)) return brandPhoneNumber(text);
  return possibleByPlan(text, country, isStrict);
}

function possibleByPlan(text: string, country: CountryCode | undefined, isStrict: boolean) {
  const parsed = parsePhoneNumberFromString(text, {
    ...(country && { defaultCountry: country }),
    extract: false,
  });
  const isAccepted = isStrict ? parsed?.isValid() : parsed?.isPossible();
  if (!parsed || !isAccepted) return undefined;
  // Zeros that would go one by one at every reading (+61 0 0…) are no number; Italy's, which stay, are.
  const isStable =
    !parsed.nationalNumber.startsWith("0") ||
    parsePhoneNumberFromString(parsed.number)?.number === parsed.number;
  return isStable ? brandPhoneNumber(parsed.number) : undefined;
}

/** Whether `code` is an ISO 3166 country that has a numbering plan. */
export function isCountry(code: string | undefined): code is CountryCode {
  return code !== undefined && isSupportedCountry(code);
}

// The two places where text becomes a branded type: the parsers above have just proved it.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const brandSmtpAddress = (text: string) => text as SmtpAddress;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const brandPhoneNumber = (text: string) => text as PhoneNumber;
