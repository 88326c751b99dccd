import { Refusal } from "#lib/domain/failure.ts";
import type { MappingProblem } from "#lib/domain/mapping-file.ts";
import type { UnreadableFile } from "../context.ts";

export function fileUnreadable(why: UnreadableFile): Refusal {
  return new Refusal("mapping-file-unreadable", UNREADABLE[why]);
}

const UNREADABLE: Record<UnreadableFile, string> = {
  empty:
    "The file holds no row. Download the template, enter one mobile number and its mailbox a line, and upload it again.",
  workbook:
    "This is a workbook of a spreadsheet program, not a CSV file. Open it there, choose “Save as”, then “CSV UTF-8”, and upload that file.",
  binary:
    "This is not a text file, so there is nothing to read in it. Upload a CSV file; the template shows its form.",
  "header-ambiguous":
    "Two columns of the header could be meant for the same thing. Leave one for the mobile number and one for the mailbox, as in the template, and upload the file again.",
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
    "Another file was uploaded for this connector meanwhile, and takes the place of this one. Reload the page to see it.",
  );
}

export function mappingChanged(): Refusal {
  return new Refusal(
    "mapping-changed",
    "The custom mapping was changed meanwhile, so nothing was saved. Reload the page and do it again.",
  );
}
