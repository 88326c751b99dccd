import { resolveParticipant } from "#lib/domain/mapping.ts";

import type { RunWork } from "./run-work.ts";

const ITEMS_AT_ONCE = 500;

/** Decides for every participant of every staged item which mailbox gets a copy; the rows become deliveries and lanes. */
export async function mapItems({ deps, claim, pulse }: RunWork): Promise<void> {
  while (!pulse.isStopRequested) {
    const participants = await deps.runs.listParticipantsToResolve(claim, ITEMS_AT_ONCE);
    const resolutions = participants.map(({ itemId, ordinal, candidate, mapping }) => ({
      itemId,
      ordinal,
      resolution: resolveParticipant(candidate, mapping),
    }));
    // Also without participants: that call decides the items that name none.
    const remaining = await deps.runs.recordResolutions(claim, resolutions);
    pulse.progress();
    if (remaining === 0) return;
    if (participants.length === 0) throw new Error(`${remaining} items to map, but none of them is listed`);
  }
}
