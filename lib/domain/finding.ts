import type { Reason } from "./reasons.ts";

/** Everything that can be wrong with a delivery itself, rather than with one of its items. */
export type FindingCode =
  | "delivery-day-missing"
  | "delivery-file-incomplete"
  | "delivery-file-unreadable"
  | "delivery-file-absurd"
  | "delivery-file-unknown"
  | "manifest-missing"
  | "manifest-unreadable"
  | "manifest-count-wrong"
  | "manifest-mail-missing"
  | "manifest-mail-extra"
  | "mail-empty"
  | "mail-damaged"
  | "mail-encrypted"
  | "mail-absurd"
  | "entry-unexpected"
  | "entry-name-unsafe";

/** Something that a run found wrong with the delivery: in which file, and where in it. */
export type Finding = {
  code: FindingCode;
  /** The delivery file, or the day (`2026-11-24`) that has none. */
  file: string;
  /** The name within the file, where the finding is about one. */
  entry: string | undefined;
  /** Of a finding that stands for several alike: how many. */
  count: number;
};

/** A finding out of the database; its code may be older or newer than this program. */
export type FindingCount = { code: string; file: string; entry: string; count: number };

const DELIVER_AGAIN =
  "Ask TeleMessage to deliver the file again: the next run reads a replaced file automatically, and imports nothing twice.";

const FINDINGS: Record<FindingCode, Reason> = {
  "delivery-day-missing": {
    sentence: "No delivery file came for this day.",
    remedy:
      "Ask TeleMessage to deliver it. When it comes, however late, the next run reads it automatically.",
  },
  "delivery-file-incomplete": {
    sentence: "The file was still being uploaded, so it was not read.",
    remedy:
      "The next run reads it. If this persists, the upload was interrupted: ask TeleMessage to deliver again.",
  },
  "delivery-file-unreadable": {
    sentence: "The file is not a ZIP archive that can be read to its end.",
    remedy: DELIVER_AGAIN,
  },
  "delivery-file-absurd": {
    sentence: "The file names more e-mails than a delivery can hold, so it was not read further.",
    remedy: "Ask TeleMessage to deliver in several files.",
  },
  "delivery-file-unknown": {
    sentence:
      "A ZIP archive in the folder does not have the name of a TeleMessage delivery, so it was not read.",
    remedy:
      "If it is a delivery, ask TeleMessage to use its usual file names. Otherwise, move it to another folder.",
  },
  "manifest-missing": {
    sentence: "The file has no manifest, so it cannot be verified that its e-mails are complete.",
    remedy:
      "What is in it was imported. Ask TeleMessage how many e-mails it should hold, or to deliver again.",
  },
  "manifest-unreadable": {
    sentence: "The manifest cannot be read, so it cannot be verified that the e-mails are complete.",
    remedy: "What is in the file was imported. Ask TeleMessage to deliver it again with a valid manifest.",
  },
  "manifest-count-wrong": {
    sentence: "The manifest's count differs from the number of e-mails in the file.",
    remedy: `What is in it was imported. ${DELIVER_AGAIN}`,
  },
  "manifest-mail-missing": {
    sentence: "The manifest names an e-mail that is not in the file.",
    remedy: `The others were imported. ${DELIVER_AGAIN}`,
  },
  "manifest-mail-extra": {
    sentence: "The file holds an e-mail that its manifest does not name.",
    remedy: "It was imported like the others. Ask TeleMessage why the manifest leaves it out.",
  },
  "mail-empty": {
    sentence: "An e-mail in the file has no content.",
    remedy: `The others were imported. ${DELIVER_AGAIN}`,
  },
  "mail-damaged": {
    sentence:
      "An e-mail in the file is damaged: its unpacked content does not match what the archive records of it.",
    remedy: `The others were imported. ${DELIVER_AGAIN}`,
  },
  "mail-encrypted": {
    sentence: "An e-mail in the file is encrypted, or compressed by a method that is not supported.",
    remedy:
      "The others were imported. Ask TeleMessage to deliver without a ZIP password, in the usual format.",
  },
  "mail-absurd": {
    sentence: "An e-mail in the file claims a size that no message has, so it was not unpacked.",
    remedy: `The others were imported. ${DELIVER_AGAIN}`,
  },
  "entry-unexpected": {
    sentence: "The file holds something that is neither an e-mail nor the manifest. It was ignored.",
    remedy: "Ask TeleMessage what it is.",
  },
  "entry-name-unsafe": {
    sentence:
      "A file name in the archive points outside of the archive. The content was read; the name is not used.",
    remedy: "Ask TeleMessage who created this file.",
  },
};

/** What a finding means; also of a code that a newer program wrote. */
export function findingOf(code: string): Reason {
  return (
    Object.entries(FINDINGS).find(([known]) => known === code)?.[1] ?? {
      sentence: `Found with the code ${code}.`,
      remedy: "Contact support with this code.",
    }
  );
}
