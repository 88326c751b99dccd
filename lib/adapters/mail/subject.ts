import { decodeWords } from "postal-mime";
import { type ItemKind } from "#lib/domain/item.ts";
import { type Correspondent, labelOf } from "./correspondents.ts";
import { lineOf } from "./safe-text.ts";

/** Exchange keeps no longer subject. */
const MAX_SUBJECT_CHARACTERS = 255;

/** The item's own subject, or one as TeleMessage words it: `SMS from 12125550101 to 12125550102`. */
export function subjectOf(
  header: string | undefined,
  itemKind: ItemKind,
  correspondents: readonly Correspondent[],
): string {
  const own = lineOf(decodeWords(header ?? ""), MAX_SUBJECT_CHARACTERS);
  if (own !== "") return own;
  const from = labelsOf(correspondents, "from");
  const to = labelsOf(correspondents, "to");
  const words = [itemKind.toUpperCase(), from && `from ${from}`, to && `to ${to}`];
  return lineOf(words.filter((word) => word !== "").join(" "), MAX_SUBJECT_CHARACTERS);
}

function labelsOf(correspondents: readonly Correspondent[], role: Correspondent["role"]): string {
  return correspondents
    .filter((one) => one.role === role)
    .map(labelOf)
    .join(", ");
}
