import { findRemedyPlace } from "#lib/domain/remedies.ts";
import { paths } from "#lib/paths.ts";

export type Remedy = { label: string; href: string };

/** Where a connector's reason is put right: the same from the list, its pages, its runs and its alerts. */
export function remedyOf(connectorId: string, code: string): Remedy | undefined {
  const place = findRemedyPlace(code);
  return place && { label: place.label, href: paths.connector(connectorId, place.tab) };
}
