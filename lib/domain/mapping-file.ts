import {
  parsePhoneNumber,
  parseSmtpAddress,
  type PhoneNumber,
  type SmtpAddress,
  UNMISTAKABLE_DIGITS,
} from "./address.ts";
import { unescapedCell } from "./csv.ts";

export type MappingRow = { line: number; phone: string; address: string; validFrom: string; validTo: string };

export type MappingRule = {
  line: number;
  phone: PhoneNumber;
  address: SmtpAddress;
  validFrom: Date | undefined;
  validTo: Date | undefined;
};

/** A refused row: where, what stood there, why, and what to do. */
export type MappingProblem = { line: number; column: string; value: string; reason: string; advice: string };

export type MappingColumns = {
  phone: number;
  address: number;
  validFrom: number | undefined;
  validTo: number | undefined;
};

const HEADERS: Record<keyof MappingColumns, RegExp> = {
  phone:
    /^(external user id|user'?s? mobile( phone)? number|mobile( phone)?( number)?|phone( number)?|number|msisdn)$/,
  address:
    /^(microsoft 365 user mailbox|microsoft 365 email( address)?|office 365 email( address)?|e-?mail( address)?|mailbox|upn)$/,
  validFrom: /^(valid from|from|effective from|start( date)?)$/,
  validTo: /^(valid to|valid until|to|effective to|end( date)?)$/,
};

/**
 * Which column is which, told from the first record whatever its spelling; `undefined` when it is no header, so that a
 * file without one loses no row (its columns are then number, mailbox, valid from, valid to).
 */
export function findMappingColumns(record: readonly string[]): MappingColumns | undefined {
  const names = record.map((cell) => cell.replaceAll("’", "'").replaceAll(/\s+/g, " ").trim().toLowerCase());
  const place = (column: keyof MappingColumns) => {
    const index = names.findIndex((name) => HEADERS[column].test(name));
    return index < 0 ? undefined : index;
  };
  const [phone, address] = [place("phone"), place("address")];
  if (phone === undefined || address === undefined) return undefined;
  return { phone, address, validFrom: place("validFrom"), validTo: place("validTo") };
}

/** The header of the template and of every exported mapping. Source: TeleMessage's mapping file; the last two are ours. */
export const MAPPING_HEADER = [
  "External User ID",
  "Microsoft 365 User Mailbox",
  "Valid from",
  "Valid to",
] as const;

/**
 * The cells of a rule as an upload reads them: `parseMappingRow` makes the same rule of them under every default
 * country. Without a plus sign, which a spreadsheet would take for a formula: digits alone where they cannot be taken
 * for a national number, else behind the international prefix 00.
 */
export function mappingCellsOf(rule: Omit<MappingRule, "line">): [string, string, string, string] {
  const digits = rule.phone.slice(1);
  const phone = digits.length >= UNMISTAKABLE_DIGITS ? digits : `00${digits}`;
  return [phone, rule.address, dayOf(rule.validFrom), dayOf(rule.validTo)];
}

function dayOf(date: Date | undefined): string {
  return date?.toISOString().slice(0, 10) ?? "";
}

/** One row, checked and normalized, or what is wrong with it. `defaultCountry` is the admin's choice, never a guess. */
export function parseMappingRow(row: MappingRow, defaultCountry: string): MappingRule | MappingProblem {
  const phone = parsePhoneNumber(unescapedCell(row.phone.trim()), defaultCountry);
  if (!phone) return phoneProblem(row);
  const address = parseSmtpAddress(unescapedCell(row.address.trim()));
  if (!address) {
    const isEmpty = row.address.trim() === "";
    return problem(
      row.line,
      "Microsoft 365 User Mailbox",
      row.address,
      isEmpty ? "The mailbox is empty." : "This is not an e-mail address.",
      "Enter the user's primary e-mail address in Microsoft 365.",
    );
  }
  const validFrom = parseDay(row.validFrom);
  if (validFrom === null) return dateProblem(row.line, "Valid from", row.validFrom);
  const validTo = parseDay(row.validTo);
  if (validTo === null) return dateProblem(row.line, "Valid to", row.validTo);
  if (validFrom && validTo && validFrom >= validTo) {
    return problem(
      row.line,
      "Valid to",
      row.validTo,
      "The row ends before it begins.",
      "Set Valid to after Valid from.",
    );
  }
  return { line: row.line, phone, address, validFrom, validTo };
}

export function isMappingProblem(result: MappingRule | MappingProblem): result is MappingProblem {
  return "advice" in result;
}

function phoneProblem(row: MappingRow): MappingProblem {
  const column = "External User ID";
  if (/^\d+(?:[.,]\d+)?e\+?\d+$/i.test(row.phone.trim())) {
    return problem(
      row.line,
      column,
      row.phone,
      "Excel has turned the number into scientific notation and dropped its last digits.",
      "Format the column as text in Excel, enter the number again and save as CSV.",
    );
  }
  if (row.phone.trim() === "") {
    return problem(
      row.line,
      column,
      row.phone,
      "The mobile number is empty.",
      "Enter country code and number, digits only.",
    );
  }
  return problem(
    row.line,
    column,
    row.phone,
    "This is not a mobile number that can be read without guessing.",
    "Enter country code and number, digits only, for example 12125550101.",
  );
}

function dateProblem(line: number, column: string, value: string): MappingProblem {
  return problem(line, column, value, "This is not a date.", "Write dates as YYYY-MM-DD.");
}

function problem(
  line: number,
  column: string,
  value: string,
  reason: string,
  advice: string,
): MappingProblem {
  return { line, column, value: value.slice(0, 200), reason, advice };
}

/** A calendar day at its start in UTC; `undefined` when empty, null when unreadable. */
function parseDay(text: string): Date | undefined | null {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return null;
  const day = new Date(`${trimmed}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== trimmed ? null : day;
}
