import { Failure } from "#lib/domain/failure.ts";
import { type ItemEnvelope, MAX_ITEM_BYTES, sentTimeOf } from "#lib/domain/item.ts";

import type { ItemToStage, StagedItem } from "./ports/run-store.ts";
import type { Pack, PackEntry, StagedLocation } from "./ports/vault.ts";
import type { VendorSource } from "./ports/vendor-source.ts";
import type { RunWork } from "./run-work.ts";

/** One fetched item: an original that waits for its pack, one that is settled already, or one that needs more memory. */
export type FetchedItem =
  | {
      kind: "original";
      item: ItemToStage;
      entry: PackEntry;
      envelope: ItemEnvelope | "unreadable" | "reading-failed";
    }
  | { kind: "rejected"; staged: StagedItem; pack: Pack | undefined }
  | { kind: "larger"; item: ItemToStage };

/**
 * Downloads one item and reads its envelope. An item over the size limit goes to the vault as a stream and is never
 * whole in memory; one that the vendor no longer has is rejected without bytes. One that turns out larger than
 * `allowedBytes`, for which memory was asked, is left with its true size (where none is told: the limit's).
 */
export async function fetchOriginal(
  work: RunWork,
  source: VendorSource,
  item: ItemToStage,
  allowedBytes: number,
): Promise<FetchedItem> {
  const { deps, claim, pulse } = work;
  const { itemId } = item;
  try {
    const download = await source.download(item.sourceItemId, allowedBytes, pulse.signal, item.locator);
    if (download.kind === "bytes") {
      const envelope = await readEnvelope(work, download.bytes);
      return { kind: "original", item, entry: { itemId, bytes: download.bytes }, envelope };
    }
    const { sizeBytes: toldBytes = MAX_ITEM_BYTES } = download;
    if (allowedBytes < MAX_ITEM_BYTES && toldBytes <= MAX_ITEM_BYTES) {
      await leave(download.stream);
      return { kind: "larger", item: { ...item, sizeBytes: toldBytes } };
    }
    const stored = await deps.vault.writeStream(claim, itemId, heardOf(work, download.stream), pulse.signal);
    const { pack, sha256, sizeBytes } = stored;
    const location = stored.locations.get(itemId);
    const staged = {
      kind: "rejected",
      itemId,
      reason: "item-too-large",
      location,
      sha256,
      sizeBytes,
    } as const;
    return { kind: "rejected", staged, pack };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "vendor-item-missing") throw error;
    const staged = {
      kind: "rejected",
      itemId,
      reason: "vendor-item-missing",
      location: undefined,
      sha256: undefined,
      sizeBytes: item.sizeBytes,
    } as const;
    return { kind: "rejected", staged, pack: undefined };
  }
}

/** Begun and broken off, which closes what it comes from. */
async function leave(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of stream) break;
}

/** A long stream that comes further is not taken for one that hangs. */
async function* heardOf({ pulse }: RunWork, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    pulse.progress();
    yield chunk;
  }
}

async function readEnvelope({ deps, context }: RunWork, bytes: Uint8Array) {
  try {
    return (await deps.mail.readEnvelope(bytes, context.defaultCountry)) ?? "unreadable";
  } catch (error) {
    if (error instanceof Failure && error.code === "reading-failed") return error.code;
    throw error;
  }
}

/** The row of an original that lies in the vault: staged, or rejected where it is no e-mail. */
export function stagedItemOf(
  original: Extract<FetchedItem, { kind: "original" }>,
  location: StagedLocation,
  sha256: Uint8Array,
): StagedItem {
  const { item, entry, envelope } = original;
  const stored = { itemId: item.itemId, location, sha256, sizeBytes: entry.bytes.byteLength };
  if (typeof envelope === "string") return { kind: "rejected", reason: envelope, ...stored };
  return { kind: "staged", ...stored, envelope, sentAt: sentTimeOf(envelope.sentAt, item.archivedAt) };
}
