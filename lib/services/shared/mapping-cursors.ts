import { z } from "zod";
import { type DiffPlace, FIRST_DIFF } from "#lib/db/mapping-diff.ts";
import { FIRST_RULE, type RulePlace } from "#lib/db/mapping-rule-pages.ts";
import { cursorUnreadable, readJson } from "./cursors.ts";
import { queryText } from "#lib/domain/outside-text.ts";

// Numbers are in them: they travel in bodies alone.

const diffPlace = z.object({
  phone: queryText.max(40),
  from: z.string().regex(/^[-+:. \d]{10,40}$|^-infinity$/),
});
const rulePlace = z.object({ phone: queryText.max(40), line: z.int32().min(0) });

export const formatDiffCursor = (place: DiffPlace): string => JSON.stringify(place);

/** @throws Refusal `cursor-unreadable` */
export function parseDiffCursor(cursor: string | undefined): DiffPlace {
  return cursor === undefined ? FIRST_DIFF : parsed(diffPlace, cursor);
}

export const formatRuleCursor = ({ phone, line }: RulePlace): string => JSON.stringify({ phone, line });

/** @throws Refusal `cursor-unreadable` */
export function parseRuleCursor(cursor: string | undefined): RulePlace {
  return cursor === undefined ? FIRST_RULE : parsed(rulePlace, cursor);
}

function parsed<Place>(schema: z.ZodType<Place>, cursor: string): Place {
  const place = schema.safeParse(readJson(cursor));
  if (!place.success) throw cursorUnreadable();
  return place.data;
}
