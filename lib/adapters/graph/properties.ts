/** The set of our own named properties on messages: never changed, since messages in mailboxes carry it. */
const OURS = "{6f0c3a52-7c1e-4d0b-9a53-2f0d4b7c1e10}";

/** Extended properties by their MAPI tags. Source: MS-OXPROPS; Graph, singleValueLegacyExtendedProperty. */
export const PROPERTY = {
  /** PR_MESSAGE_FLAGS */
  flags: "Integer 0x0E07",
  /** PR_CLIENT_SUBMIT_TIME, which Graph shows as sentDateTime. */
  sentAt: "SystemTime 0x0039",
  /** PR_MESSAGE_DELIVERY_TIME, which Graph shows as receivedDateTime. */
  receivedAt: "SystemTime 0x0E06",
  /** PR_MESSAGE_CLASS */
  messageClass: "String 0x001A",
  importKey: `String ${OURS} Name SmsImportKey`,
  sha256: `String ${OURS} Name SmsSourceSha256`,
  importState: `String ${OURS} Name SmsImportState`,
} as const;

/** PR_MESSAGE_FLAGS with mfRead and without mfUnsent: only so, and only at creation, is a message no draft. */
export const READ_AND_NOT_UNSENT = "1";

/** `partial` until all attachments of a message that did not fit into one request are there. */
export type ImportState = "partial" | "complete";
