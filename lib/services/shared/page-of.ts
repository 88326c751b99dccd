import type { Page } from "#lib/domain/views/page.ts";

/**
 * A page out of what was found for it, one row more than it has: that one tells whether there is a next page, which begins
 * after the last one shown.
 */
export function pageOf<Found, Row>(
  found: readonly Found[],
  size: number,
  rowOf: (found: Found) => Row,
  cursorOf: (last: Found) => string,
): Page<Row> {
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown.map(rowOf), next: found.length > size && last ? cursorOf(last) : null };
}
