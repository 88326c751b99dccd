"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { MapChoice, ReplayAnswer } from "#components/mapping/unmapped-deeds.ts";
import type { Read } from "#components/mapping/use-found.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import { serviceContext } from "#lib/server.ts";
import { listUnmapped } from "#lib/services/mapping/list-unmapped.ts";
import { mapAndReplay } from "#lib/services/mapping/map-and-replay.ts";
import { replayUnmapped } from "#lib/services/mapping/replay-unmapped.ts";
import type { QueuedReplay } from "#lib/services/shared/queue-replay.ts";

const query = z.object({ search: typedText.max(200), cursor: z.string().max(100).optional() });

/** In the body of a request, not in an address: numbers stand in no history and in no log. */
export async function findUnmappedAction(
  id: string,
  asked: z.infer<typeof query>,
): Promise<Read<Page<UnmappedRow>>> {
  let page: Page<UnmappedRow> | undefined;
  const state = await act(async () => {
    const { search, cursor } = query.parse(asked);
    page = await listUnmapped(await serviceContext(), { connectorId: z.uuid().parse(id), search, cursor });
    return "";
  });
  return page ? { page } : { page: undefined, state };
}

const rowId = z.string().regex(/^\d{1,18}$/);
const text = typedText.max(400);
const choice = z.object({ address: text, validFrom: text, validTo: text });

export async function mapAction(id: string, unmappedId: string, chosen: MapChoice): Promise<ReplayAnswer> {
  return answer(async () => {
    const request = { connectorId: z.uuid().parse(id), unmappedId: rowId.parse(unmappedId) };
    const mapped = await mapAndReplay(await serviceContext(), { ...request, ...choice.parse(chosen) });
    const saved = `Mapped, in version ${mapped.version} of the custom mapping.`;
    return { replay: mapped, message: mapped.run ? `${saved} ${replaying(mapped)}` : saved };
  });
}

export async function replayAction(id: string, unmappedId?: string): Promise<ReplayAnswer> {
  return answer(async () => {
    const of = unmappedId === undefined ? undefined : rowId.parse(unmappedId);
    const replay = await replayUnmapped(await serviceContext(), z.uuid().parse(id), of);
    return { replay, message: replaying(replay) };
  });
}

async function answer(deed: () => Promise<{ replay: QueuedReplay; message: string }>): Promise<ReplayAnswer> {
  let replay: QueuedReplay | undefined;
  const state = await act(async () => {
    const done = await deed();
    ({ replay } = done);
    refresh();
    return { message: done.message, warning: warningOf(done.replay) };
  });
  return { state, run: replay?.run };
}

function replaying({ items }: QueuedReplay): string {
  return items === 1
    ? "Its item is being replayed."
    : `${items.toLocaleString("en")} items are being replayed.`;
}

function warningOf({ run, lost }: QueuedReplay): string | undefined {
  if (!run) return "Nothing was sent in that time, so there is nothing to replay.";
  if (lost === 0) return undefined;
  const originals = lost === 1 ? "One original is" : `${lost.toLocaleString("en")} originals are`;
  return `${originals} no longer in the vault. TeleMessage is asked once more; what it does not have any more fails, and the run says so.`;
}
