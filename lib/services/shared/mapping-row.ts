import type { Db } from "#lib/db/client.ts";
import { listAddressMatches } from "#lib/db/directory-users.ts";
import type { SmtpAddress } from "#lib/domain/address.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { isMappingProblem, type MappingRule, parseMappingRow } from "#lib/domain/mapping-file.ts";
import { resolveParticipant, type UnmappedReason } from "#lib/domain/mapping.ts";

/** As typed: days as YYYY-MM-DD, empty without an end. */
export type TypedRow = { phone: string; address: string; validFrom: string; validTo: string };

const FIELDS: Record<string, keyof TypedRow> = {
  "External User ID": "phone",
  "Microsoft 365 User Mailbox": "address",
  "Valid from": "validFrom",
  "Valid to": "validTo",
};

/** A row by the rules of an uploaded file. @throws Refusal `mapping-row-refused`, at its field */
export function readTypedRow(row: TypedRow, defaultCountry: string): MappingRule {
  const rule = parseMappingRow({ line: 0, ...row }, defaultCountry);
  if (!isMappingProblem(rule)) return rule;
  throw new Refusal("mapping-row-refused", `${rule.reason} ${rule.advice}`, FIELDS[rule.column]);
}

/** The same question that the mapping asks of a row's address. @throws Refusal `mailbox-not-found`, at `address` */
export async function requireMailbox(
  db: Db,
  tenantId: string,
  { phone, address }: { phone: MappingRule["phone"]; address: SmtpAddress },
): Promise<void> {
  const matches = (await listAddressMatches(db, tenantId, [address])).get(address) ?? [];
  const resolution = resolveParticipant(
    {
      phone,
      address: undefined,
      hasUnreadableNumber: false,
      custom: { address, version: 0, line: 0, matches },
      emailMatches: [],
      belongsToOrganization: true,
      leftOut: [],
    },
    { isCustom: true, isAutomatic: false },
  );
  if (resolution.kind !== "unmapped") return;
  throw new Refusal("mailbox-not-found", NO_MAILBOX[resolution.reason], "address");
}

const UNKNOWN =
  "No user of your organization has this address. Check its spelling; a user who was created today is known after the next import.";

const NO_MAILBOX: Record<UnmappedReason, string> = {
  "no-mailbox-found": UNKNOWN,
  "number-unreadable": UNKNOWN,
  "several-users-match":
    "More than one user has this address. Enter the user principal name of the right one.",
  "guest-user": "This address belongs to a guest, who has no mailbox here. Enter a member's address.",
  "user-disabled": "This user's account is disabled. Enable the account, or enter another mailbox.",
  "user-without-mailbox":
    "This user has no Exchange Online mailbox. Assign a license, or enter another mailbox.",
};
