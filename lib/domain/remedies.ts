import type { ReasonCode } from "./reasons.ts";

/** The part of a connector's page where a reason is put right, and what the way there is called. */
export type RemedyPlace = { label: string; tab: "settings" | "mapping" | "unmapped" };

const CREDENTIALS: RemedyPlace = { label: "Change credentials", tab: "settings" };
const UNMAPPED: RemedyPlace = { label: "See who is unmapped", tab: "unmapped" };
const MAPPING: RemedyPlace = { label: "Change the user mapping", tab: "mapping" };

/** Only what is put right here: the others end by themselves, on the run's page, or with somebody outside of the portal. */
const PLACES: Partial<Record<ReasonCode, RemedyPlace>> = {
  "vendor-login-refused": CREDENTIALS,
  "vendor-pin-required": CREDENTIALS,
  "sftp-host-forbidden": CREDENTIALS,
  "sftp-host-unknown": CREDENTIALS,
  "sftp-not-ssh": CREDENTIALS,
  "sftp-host-key-changed": CREDENTIALS,
  "sftp-key-unreadable": CREDENTIALS,
  "sftp-login-refused": CREDENTIALS,
  "sftp-folder-missing": CREDENTIALS,
  "consent-missing": { label: "Grant admin consent", tab: "settings" },
  "no-mailbox-found": UNMAPPED,
  "no-participant-mapped": UNMAPPED,
  "number-unreadable": { label: "Set the default country", tab: "settings" },
  "several-users-match": MAPPING,
  "guest-user": MAPPING,
  "user-disabled": MAPPING,
  "user-without-mailbox": MAPPING,
  "no-participant-in-scope": { label: "Change the scope", tab: "settings" },
};

/** Where the connector's page puts a reason right; undefined where it cannot. The code may be of an older program. */
export function findRemedyPlace(code: string): RemedyPlace | undefined {
  return Object.entries(PLACES).find(([known]) => known === code)?.[1];
}
