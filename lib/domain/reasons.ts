import type { FailureCode } from "./failure.ts";
import type { UnmappedReason } from "./mapping.ts";

/** Every reason that a run, a lane, a delivery, an item or a participant can end with. */
export type ReasonCode =
  | FailureCode
  | UnmappedReason
  | "unreadable"
  | "item-too-large"
  | "no-participants"
  | "no-participant-mapped"
  | "no-participant-in-scope"
  | "attachment-too-large"
  | "not-found-on-read-back"
  | "cancelled-by-admin"
  | "internal-error";

/** One plain sentence for the admin and one remedy. */
export type Reason = { sentence: string; remedy: string };

export const REASONS: Record<ReasonCode, Reason> = {
  "vendor-login-refused": {
    sentence: "TeleMessage refused the username or the password.",
    remedy:
      "On the connector's Settings tab choose Change credentials, enter the current ones, then Validate connection and save.",
  },
  "vendor-account-locked": {
    sentence: "TeleMessage has locked the account.",
    remedy: "Ask TeleMessage to unlock the company administration account, then choose Run now.",
  },
  "vendor-pin-required": {
    sentence: "TeleMessage asks for an SMS PIN at every sign-in of this account.",
    remedy:
      "Switch the PIN off for this account, or choose Change credentials on the connector's Settings tab and enter another one.",
  },
  "vendor-unreachable": {
    sentence: "TeleMessage does not answer.",
    remedy:
      "Nothing is lost: the connector retries automatically. If it persists, check the service's status page.",
  },
  "vendor-session-expired": {
    sentence: "TeleMessage ended the session again and again.",
    remedy: "The connector retries automatically. Check that nobody else signs in with the same account.",
  },
  "vendor-item-missing": {
    sentence: "TeleMessage listed the item but did not deliver it.",
    remedy:
      "Choose Retry failed on the run's page. If it persists, ask TeleMessage about the item with this ID.",
  },
  "vendor-item-truncated": {
    sentence: "The item arrived truncated.",
    remedy: "The connector fetches it again automatically.",
  },
  "vendor-item-unavailable": {
    sentence: "TeleMessage lists the item but fails to deliver it.",
    remedy:
      "It is retried for two hours and then left out, so that it does not hold up the others. Ask TeleMessage about the item with this ID.",
  },
  "vendor-answer-unreadable": {
    sentence: "TeleMessage's answer is not in the expected format.",
    remedy: "Nothing is lost. Contact support with the run's Job ID.",
  },
  "sftp-host-forbidden": {
    sentence: "The SFTP host is an address of the portal's own network, which is not allowed.",
    remedy:
      "Choose Change credentials on the Settings tab and enter the public host. The portal's operator can allow private addresses.",
  },
  "sftp-host-unknown": {
    sentence: "The SFTP host name cannot be resolved.",
    remedy:
      "The connector retries automatically. If it persists, check the host: Settings tab, Change credentials.",
  },
  "sftp-connection-refused": {
    sentence: "The SFTP host refuses connections at this port.",
    remedy:
      "The connector retries automatically. If it persists, ask the server's operator whether it is up.",
  },
  "sftp-unreachable": {
    sentence: "The SFTP server does not answer, or the connection broke off.",
    remedy: "Nothing is lost: the connector retries automatically. If it persists, check the server.",
  },
  "sftp-not-ssh": {
    sentence: "The service at this host and port is not an SSH server.",
    remedy: "Check the host and port: Settings tab, Change credentials. SFTP usually uses port 22.",
  },
  "sftp-host-key-changed": {
    sentence:
      "The SFTP server presented a different host key from the accepted one, so no credentials were sent.",
    remedy:
      "Ask the server's operator whether its key was changed. Only then enter the new one: Settings tab, Change credentials.",
  },
  "sftp-key-unreadable": {
    sentence: "The stored private key cannot be read.",
    remedy: "Enter the private key, and its passphrase if it has one: Settings tab, Change credentials.",
  },
  "sftp-login-refused": {
    sentence: "The SFTP server refused the login.",
    remedy:
      "On the Settings tab choose Change credentials, enter the current user and password or key, then Validate connection and save.",
  },
  "sftp-folder-missing": {
    sentence: "The delivery folder does not exist on the SFTP server.",
    remedy: "Check the folder: Settings tab, Change credentials.",
  },
  "sftp-folder-unreadable": {
    sentence: "The SFTP user may not read the delivery folder, or a file in it.",
    remedy: "Ask the server's operator to let the user read the folder and its files.",
  },
  "app-login-refused": {
    sentence: "The application's own credential was refused: by Microsoft Entra ID, or by the IMAP server.",
    remedy:
      "Renew the client secret or certificate of the app registration (or the IMAP server's master password) and restart the portal and the workers.",
  },
  "entra-unreachable": {
    sentence: "Microsoft Entra ID does not answer.",
    remedy: "Nothing is lost: the connector retries automatically.",
  },
  "directory-unreachable": {
    sentence: "The directory could not be read.",
    remedy: "The connector retries automatically. If it persists, check the application's consent.",
  },
  "directory-delta-expired": {
    sentence: "The saved position in the directory's changes has expired.",
    remedy: "The directory is read again from the start automatically.",
  },
  "mailbox-unreachable": {
    sentence: "The mail service did not answer for this mailbox.",
    remedy: "The connector retries automatically.",
  },
  "mailbox-not-enabled": {
    sentence: "The user has no mailbox.",
    remedy:
      "Assign an Exchange Online license (or create the mailbox on the IMAP server), then choose Retry failed on the run's page. The original is kept in the vault.",
  },
  "mailbox-full": {
    sentence: "The mailbox is full.",
    remedy:
      "Free up space or raise its quota, then choose Retry failed on the run's page. The originals are kept in the vault.",
  },
  "mailbox-access-denied": {
    sentence: "The application may not write to this mailbox.",
    remedy:
      "Let the application (on an IMAP server: its master user) open the mailbox, which takes up to two hours, then choose Retry failed on the run's page.",
  },
  "consent-missing": {
    sentence: "The organization has not consented to the application, or has withdrawn its consent.",
    remedy:
      "A global admin chooses Grant admin consent again on the connector's Settings tab, or opens the link that is created there.",
  },
  "folder-missing": {
    sentence: "The archive's folder disappeared from the mailbox during the import.",
    remedy: "The connector creates it again automatically.",
  },
  "message-refused": {
    sentence: "The mail service refused the message.",
    remedy:
      "The original is kept. Choose Retry failed on the run's page; if it is refused again, contact support with the Job ID and item ID.",
  },
  "message-too-large": {
    sentence: "The mail service refused the message as too large.",
    remedy:
      "Raise the mailbox's message size limit, then choose Retry failed on the run's page. The original is kept in the vault.",
  },
  "message-created-as-draft": {
    sentence:
      "Exchange Online created a draft instead of a received message, so the connector stopped itself.",
    remedy:
      "Contact support before running it again: Exchange Online now handles imported messages differently in this organization.",
  },
  "attachment-upload-failed": {
    sentence: "An attachment could not be uploaded, so the message was removed again.",
    remedy: "The original is kept in the vault. Contact support with the run's Job ID if it happens again.",
  },
  throttled: {
    sentence: "The mail service asked to slow down.",
    remedy: "The connector continues automatically at the time shown.",
  },
  "staged-copy-missing": {
    sentence: "The staged original is no longer in the vault.",
    remedy: "Choose Retry failed on the run's page, which fetches it from TeleMessage once more.",
  },
  "staged-copy-damaged": {
    sentence: "The staged original was altered in storage and is not trusted.",
    remedy:
      "Choose Retry failed on the run's page, which fetches it from TeleMessage once more, and find out who can write to the storage.",
  },
  "staging-unreachable": {
    sentence: "The staging storage does not answer.",
    remedy: "The connector retries automatically. If it persists, check the storage account.",
  },
  "database-unreachable": {
    sentence: "The database did not answer in time.",
    remedy: "The connector retries automatically. If it persists, check PostgreSQL.",
  },
  "claim-lost": {
    sentence: "Another worker took over.",
    remedy: "Nothing to do.",
  },
  "reading-failed": {
    sentence: "An internal error occurred while this original was being read.",
    remedy:
      "The original is kept in the vault, and all others continue. Contact support with the run's Job ID.",
  },
  "put-down": {
    sentence: "An admin stopped the import.",
    remedy: "Resume the connector, or choose Run now.",
  },
  "no-mailbox-found": {
    sentence: "The participant belongs to the organization, but no mailbox was found.",
    remedy:
      "Map the number (Map…) on the connector's Unmapped tab. For an address, give its user a mailbox, then choose Replay there.",
  },
  "number-unreadable": {
    sentence: "The number cannot be read without guessing.",
    remedy:
      "Ask TeleMessage for international numbers. For items still to come, set the default country: Settings tab, Change credentials.",
  },
  "several-users-match": {
    sentence: "The address matches more than one user.",
    remedy: "Map the number to one mailbox: User mapping tab, Add a row.",
  },
  "guest-user": {
    sentence: "The address belongs to a guest, who has no mailbox here.",
    remedy: "Map the number to a member's mailbox: User mapping tab, Add a row.",
  },
  "user-disabled": {
    sentence: "The user's account is disabled.",
    remedy:
      "Enable the account, then choose Replay all on the Unmapped tab; or map the number to another mailbox.",
  },
  "user-without-mailbox": {
    sentence: "The user has no Exchange Online license.",
    remedy:
      "Assign a license, then choose Replay all on the Unmapped tab; or map the number to another mailbox.",
  },
  unreadable: {
    sentence: "The item is not an e-mail that can be read.",
    remedy: "The original is kept in the vault. Ask TeleMessage about the item with this ID.",
  },
  "item-too-large": {
    sentence: "The item is larger than a mailbox accepts.",
    remedy:
      "The original is kept in the vault. Ask TeleMessage for the message with this item ID if it is needed.",
  },
  "no-participants": {
    sentence: "The item names no sender and no receiver.",
    remedy: "The original is kept in the vault. Ask TeleMessage about the item with this ID.",
  },
  "no-participant-mapped": {
    sentence: "None of the item's participants has a mailbox.",
    remedy:
      "Map the employee's number on the connector's Unmapped tab, which also imports what is kept in the vault.",
  },
  "no-participant-in-scope": {
    sentence: "The connector's scope excludes every participant of the item who has a mailbox.",
    remedy:
      "Nothing to do if that is intended. Otherwise widen the scope on the connector's Settings tab and import the period again: the original is kept in the vault.",
  },
  "attachment-too-large": {
    sentence: "An attachment over 10 MB was left out; the rest of the message was imported.",
    remedy: "The original with the attachment is kept in the vault.",
  },
  "not-found-on-read-back": {
    sentence: "The message was imported, but was not there when the mailbox was read back.",
    remedy:
      "Somebody may have deleted it. Retry failed on the run's page imports it once more, from the vault.",
  },
  "internal-error": {
    sentence: "An internal error occurred.",
    remedy:
      "Nothing is lost: the run is retried a few times automatically. Contact support with the run's Job ID, and choose Run now once the cause is fixed.",
  },
  "cancelled-by-admin": {
    sentence: "An admin cancelled the run.",
    remedy:
      "Choose Run now to import the window. A message that was on its way when the run ended may have arrived: the next run looks for it before it sends it again.",
  },
};

/** Why an SFTP delivery cannot be reached or read; one that can be read puts them right. */
export const SFTP_ACCESS_REASONS: readonly FailureCode[] = [
  "sftp-host-forbidden",
  "sftp-host-key-changed",
  "sftp-key-unreadable",
  "sftp-login-refused",
  "sftp-folder-missing",
  "sftp-folder-unreadable",
];

/** The reason for a code out of the database, which may be older or newer than this program. */
export function reasonOf(code: string): Reason {
  return (
    Object.entries(REASONS).find(([known]) => known === code)?.[1] ?? {
      sentence: `Ended with the code ${code}.`,
      remedy: "Contact support with this code.",
    }
  );
}
