/** When a row holds, in whole days as the file has them. */
export function periodOf({
  validFrom,
  validTo,
}: {
  validFrom: string | null;
  validTo: string | null;
}): string {
  if (validFrom === null && validTo === null) return "Always";
  if (validTo === null) return `From ${dayOf(validFrom)}`;
  return validFrom === null ? `Until ${dayOf(validTo)}` : `From ${dayOf(validFrom)} until ${dayOf(validTo)}`;
}

/** `2026-11-22`, as it is typed; empty without an end. */
export function dayOf(instant: string | null): string {
  return instant?.slice(0, 10) ?? "";
}
