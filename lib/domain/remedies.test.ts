import { expect, test } from "vitest";
import { REASONS, type ReasonCode } from "./reasons.ts";
import { findRemedyPlace } from "./remedies.ts";

/** Null: nothing on the connector's page mends it. A new code does not compile before somebody has decided. */
const LEADS_TO: Record<ReasonCode, string | null> = {
  "vendor-login-refused": "settings: Change credentials",
  "vendor-account-locked": null,
  "vendor-pin-required": "settings: Change credentials",
  "vendor-unreachable": null,
  "vendor-session-expired": null,
  "vendor-item-missing": null,
  "vendor-item-truncated": null,
  "vendor-item-unavailable": null,
  "vendor-answer-unreadable": null,
  "sftp-host-forbidden": "settings: Change credentials",
  "sftp-host-unknown": "settings: Change credentials",
  "sftp-connection-refused": null,
  "sftp-unreachable": null,
  "sftp-not-ssh": "settings: Change credentials",
  "sftp-host-key-changed": "settings: Change credentials",
  "sftp-key-unreadable": "settings: Change credentials",
  "sftp-login-refused": "settings: Change credentials",
  "sftp-folder-missing": "settings: Change credentials",
  "sftp-folder-unreadable": null,
  "app-login-refused": null,
  "entra-unreachable": null,
  "directory-unreachable": null,
  "directory-delta-expired": null,
  "mailbox-unreachable": null,
  "mailbox-not-enabled": null,
  "mailbox-full": null,
  "mailbox-access-denied": null,
  "consent-missing": "settings: Grant admin consent",
  "folder-missing": null,
  "message-refused": null,
  "message-too-large": null,
  "message-created-as-draft": null,
  "attachment-upload-failed": null,
  throttled: null,
  "staged-copy-missing": null,
  "staged-copy-damaged": null,
  "staging-unreachable": null,
  "database-unreachable": null,
  "claim-lost": null,
  "put-down": null,
  "reading-failed": null,
  "no-mailbox-found": "unmapped: See who is unmapped",
  "number-unreadable": "settings: Set the default country",
  "several-users-match": "mapping: Change the user mapping",
  "guest-user": "mapping: Change the user mapping",
  "user-disabled": "mapping: Change the user mapping",
  "user-without-mailbox": "mapping: Change the user mapping",
  unreadable: null,
  "item-too-large": null,
  "no-participants": null,
  "no-participant-mapped": "unmapped: See who is unmapped",
  "no-participant-in-scope": "settings: Change the scope",
  "attachment-too-large": null,
  "not-found-on-read-back": null,
  "cancelled-by-admin": null,
  "internal-error": null,
};

test.each(Object.keys(REASONS))("%s leads to where it is put right, or nowhere", (code) => {
  const place = findRemedyPlace(code);
  expect(place ? `${place.tab}: ${place.label}` : null).toBe(
    Object.entries(LEADS_TO).find(([known]) => known === code)?.[1],
  );
});

test("what only others can mend is told so in its remedy, which sends nobody to the connector's page", () => {
  const elsewhere = Object.entries(REASONS).filter(([code]) => findRemedyPlace(code) === undefined);
  for (const [code, { remedy }] of elsewhere) {
    expect(remedy, code).not.toMatch(/^(Enter|Check) .* in the connector's settings/);
  }
});

test("a code that this program does not know leads nowhere", () => {
  expect(findRemedyPlace("of-a-later-program")).toBeUndefined();
});
