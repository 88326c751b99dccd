/** What Microsoft's page answered, as it stands in the address of whoever comes back. */
export const CONSENT_RETURNS = ["granted", "pending", "declined"] as const;
export type ConsentReturn = (typeof CONSENT_RETURNS)[number];
