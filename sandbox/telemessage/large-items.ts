import { type Person } from "../people.ts";
import { byNumber, employee } from "./correspondents.ts";
import { type EmlParts, emlOf, type GeneratedItem } from "./eml.ts";
import { fillerOf } from "./media.ts";

/** Large items follow each other from here on, after the odd ones: side by side they are hardest on an importer. */
export const FIRST_LARGE_ITEM = 20;

/** Sizes of attachments in bytes from `100x10,1x60`: a hundred of 10 MB, then one of 60 MB. */
export function largeSizesFrom(value: string | undefined): number[] {
  if (value === undefined) return [];
  return value.split(",").flatMap((part) => {
    const [, count, megabytes] = /^\s*(\d{1,4})x(\d{1,3})\s*$/.exec(part) ?? [];
    if (count === undefined || megabytes === undefined)
      throw new Error(`SANDBOX_LARGE_ITEMS must look like "100x10,1x60", not "${value}"`);
    return Array.from({ length: Number(count) }, () => Number(megabytes) * 1024 * 1024);
  });
}

/** The large item of that place, from one employee to somebody outside; undefined elsewhere. */
export function largeItem(
  index: number,
  sizes: readonly number[],
  ordinary: EmlParts,
  people: readonly Person[],
): GeneratedItem | undefined {
  const sizeBytes = sizes[index - FIRST_LARGE_ITEM];
  const person = people[index % people.length];
  if (sizeBytes === undefined || person === undefined) return undefined;
  const from = employee(person);
  const to = byNumber("16465550199");
  const parts = { ...ordinary, type: "MMS" as const, direction: "Out" as const, from: from.mailbox };
  return {
    kind: "mms",
    eml: () =>
      emlOf({
        ...parts,
        subject: `MMS from ${from.digits} to ${to.digits}`,
        to: [to.mailbox],
        media: [{ name: `VID_${index}.mp4`, contentType: "video/mp4", bytes: fillerOf(sizeBytes, index) }],
      }),
  };
}
