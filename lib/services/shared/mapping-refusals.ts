import { Refusal } from "#lib/domain/failure.ts";
import type { MappingProblem } from "#lib/domain/mapping-file.ts";
import type { UnreadableFile } from "../context.ts";

export function fileUnreadable(why: UnreadableFile): Refusal {
  return new Refusal("mapping-file-unreadable", UNREADABLE[why]);
}

const UNREADABLE: Record<UnreadableFile, string> = {
  empty:
    "The file has no rows. Download the template, enter one mobile number and its mailbox per line, and upload it again.",
  workbook:
    "This is a spreadsheet workbook, not a CSV file. Open it there, choose “Save as”, then “CSV UTF-8”, and upload that file.",
  binary: "This is not a text file, so it cannot be read. Upload a CSV file; the template shows the format.",
  "header-ambiguous":
    "Two columns of the header could mean the same thing. Keep one for the mobile number and one for the mailbox, as in the template, and upload the file again.",
};

export function fileTooLong(maxRows: number): Refusal {
  return new Refusal(
    "mapping-file-too-long",
    `The file has more than ${maxRows.toLocaleString("en")} rows. Remove the rows of people whose messages are not archived.`,
  );
}

export function noRowAccepted(refusedRows: number, first: MappingProblem | undefined): Refusal {
  const example = first ? ` Line ${first.line}: ${first.reason} ${first.advice}` : "";
  const rows =
    refusedRows === 1
      ? "The only row of the file was refused"
      : `All ${refusedRows.toLocaleString("en")} rows of the file were refused`;
  return new Refusal("mapping-file-without-rows", `${rows}, so nothing was kept.${example}`);
}

export function uploadReplaced(): Refusal {
  return new Refusal(
    "upload-replaced",
    "Another file was uploaded for this connector in the meantime and replaces this one. Reload the page to see it.",
  );
}

export function mappingChanged(): Refusal {
  return new Refusal(
    "mapping-changed",
    "The user mapping was changed in the meantime, so nothing was done now. Reload the page to see what is in force, and do it again if you still want to.",
  );
}

export function noMappingLeft(): Refusal {
  return new Refusal(
    "mapping-missing",
    "Without a mapping no message finds its mailbox. Switch the other one on first.",
  );
}
