import { MAX_ITEM_BYTES } from "#lib/domain/item.ts";
import { letGo } from "#lib/domain/let-go.ts";

import { forEachBounded } from "./bounded.ts";
import { createByteBudget } from "./byte-budget.ts";
import { createFetchTroubles, type FetchTroubles } from "./fetch-troubles.ts";
import { fetchOriginal, stagedItemOf, type FetchedItem } from "./fetch-original.ts";
import { MAX_PACK_BYTES, planPacks } from "./pack-plan.ts";
import type { ByteBudget } from "./ports/process.ts";
import type { ItemToStage, StagedItem } from "./ports/run-store.ts";
import type { Pack } from "./ports/vault.ts";
import type { VendorSource } from "./ports/vendor-source.ts";
import type { RunWork } from "./run-work.ts";

const LISTED_AT_ONCE = 1_000;
const DOWNLOADS_IN_FLIGHT = 8;
/** While one group is written, the next ones are downloaded. */
const GROUPS_IN_FLIGHT = 3;
/** A text, or a picture's MMS on average, where the vendor's listing names no size. */
const ASSUMED_ITEM_BYTES = 256 * 1024;
/** A streamed item holds no more than its buffers. */
const STREAM_BYTES = 1024 * 1024;
/** Of a group, where its items turn out larger than listed. */
const MAX_WAITING_BYTES = 2 * MAX_PACK_BYTES;
/** The original, its encrypted copy, and the pack that this is put into. */
const BYTES_HELD_PER_BYTE = 3;

/** Brings every listed item's original into the vault and reads its envelope: bytes before rows, a group at a time. */
export async function stageItems(work: RunWork): Promise<void> {
  const { deps, claim, pulse } = work;
  // A semaphore is a budget whose unit is one download.
  const downloads = createByteBudget(DOWNLOADS_IN_FLIGHT);
  const troubles = createFetchTroubles(work);
  while (!pulse.isStopRequested) {
    const listed = await deps.runs.listItemsToStage(claim, LISTED_AT_ONCE);
    if (listed.length === 0) return;
    const source = await work.openSource();
    const items = listed.filter(({ itemId }) => !troubles.has(itemId));
    // Those that are left have failed in this pass; a rejected one is listed no more.
    if (items.length === 0) await troubles.settle(source);
    await forEachBounded(planPacks(items, expectedBytes), GROUPS_IN_FLIGHT, async (group) => {
      if (pulse.isStopRequested) return;
      const fetching: Fetching = { source, downloads, troubles, allowedBytes };
      const larger = await stageGroup(work, fetching, group);
      // Memory for their true size, which nobody asked for before, is waited for by those who hold none.
      const whole: Fetching = { ...fetching, allowedBytes: () => MAX_ITEM_BYTES };
      for (const item of larger) await stageGroup(work, whole, [item]);
    });
  }
}

type Fetching = {
  source: VendorSource;
  downloads: ByteBudget;
  troubles: FetchTroubles;
  /** How much of an item may be held; of a larger one only its size is learned. */
  allowedBytes(item: ItemToStage): number;
};

/** @returns items larger than allowed, with their true size */
async function stageGroup(
  work: RunWork,
  fetching: Fetching,
  group: readonly ItemToStage[],
): Promise<ItemToStage[]> {
  const { deps, pulse } = work;
  const { source, downloads, troubles } = fetching;
  const expected = group.reduce((sum, item) => sum + expectedBytes(item), 0);
  // Asked for once and for the whole group: a group that waited for more while holding some could wait for ever.
  const releaseBytes = await deps.memory.acquire(expected * BYTES_HELD_PER_BYTE, pulse.signal);
  try {
    const fetched = new Map<string, FetchedItem>();
    const larger: ItemToStage[] = [];
    const store = async () => {
      const inOrder = group.flatMap((item) => fetched.get(item.itemId) ?? []);
      fetched.clear();
      if (inOrder.length > 0) await storeGroup(work, inOrder);
    };
    try {
      await forEachBounded(group, DOWNLOADS_IN_FLIGHT, async (item) => {
        if (pulse.isStopRequested) return;
        troubles.assertServiceUp();
        const release = await downloads.acquire(1, pulse.signal);
        try {
          const each = await fetchOriginal(work, source, item, fetching.allowedBytes(item));
          if (each.kind === "larger") larger.push(each.item);
          else fetched.set(item.itemId, each);
          troubles.noteFetched();
        } catch (error) {
          // One that cannot be had keeps none of the others back.
          troubles.note(item.itemId, error);
        } finally {
          pulse.progress();
          release();
        }
        // Larger than the listing said: what is there goes first, so that no wrong size fills the memory.
        if (bytesOf(fetched) > MAX_WAITING_BYTES) await store();
      });
    } finally {
      if (!pulse.signal.aborted) await store();
    }
    return larger;
  } finally {
    releaseBytes();
  }
}

function bytesOf(fetched: ReadonlyMap<string, FetchedItem>): number {
  let sizeBytes = 0;
  for (const each of fetched.values()) if (each.kind === "original") sizeBytes += each.entry.bytes.byteLength;
  return sizeBytes;
}

async function storeGroup(work: RunWork, fetched: readonly FetchedItem[]): Promise<void> {
  const { deps, claim, pulse } = work;
  const packs: Pack[] = [];
  const staged: StagedItem[] = [];
  for (const each of fetched) {
    if (each.kind !== "rejected") continue;
    staged.push(each.staged);
    if (each.pack) packs.push(each.pack);
  }
  const originals = fetched.filter((each) => each.kind === "original");
  // Planned again by the true sizes: the vendor's listing is only a hint.
  for (const plan of planPacks(originals, ({ entry }) => entry.bytes.byteLength)) {
    const entries = plan.map(({ entry }) => entry);
    const { pack, locations } = await deps.vault.writePack(claim, entries, pulse.signal);
    packs.push(pack);
    for (const original of plan) {
      const location = locations.get(original.item.itemId);
      if (!location) throw new Error("the vault stored a pack without one of its items");
      staged.push(stagedItemOf(original, location, deps.digest(original.entry.bytes)));
      letGo(original.entry.bytes);
    }
  }
  await deps.runs.recordStaged(claim, packs, staged);
}

/** A little more than nothing is never worth asking again. */
function allowedBytes(item: ItemToStage): number {
  return Math.max(expectedBytes(item), ASSUMED_ITEM_BYTES);
}

function expectedBytes(item: ItemToStage): number {
  const sizeBytes = item.sizeBytes ?? ASSUMED_ITEM_BYTES;
  return sizeBytes > MAX_ITEM_BYTES ? STREAM_BYTES : sizeBytes;
}
