import { peopleOf } from "../people.ts";
import { CONTOSO } from "../world.ts";

/**
 * A custom mapping for Contoso's employees who are known to TeleMessage by number only.
 * Header and form of the numbers as in TeleMessage's documentation: digits without a plus.
 */
export function mappingCsv(contosoCount: number): string {
  const rows = peopleOf(CONTOSO, contosoCount)
    .filter((person) => person.vendorEmail === undefined)
    .map((person) => `${person.phoneDigits ?? ""},${person.mail}`);
  return ["External User ID,Microsoft 365 User Mailbox", ...rows, ""].join("\r\n");
}
