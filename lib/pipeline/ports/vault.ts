import type { RunClaim } from "./claims.ts";

/** Where an item's encrypted bytes lie. */
export type StagedLocation = { packId: string; offset: number; length: number };

/** One encrypted blob: many small items, or one large one. Its data key is wrapped by the key `keyId`. */
export type Pack = {
  packId: string;
  blobName: string;
  keyId: string;
  wrappedKey: Uint8Array;
  sizeBytes: number;
};

export type PackEntry = { itemId: string; bytes: Uint8Array };

export type StoredPack = { pack: Pack; locations: Map<string, StagedLocation> };

/**
 * Encrypted originals in blob storage. A blob's name is derived from the claim (epoch included) and the first item, so
 * that a repeated write overwrites its own and a worker that lost its claim cannot overwrite what rows point to.
 */
export interface Vault {
  writePack(claim: RunClaim, entries: readonly PackEntry[], signal: AbortSignal): Promise<StoredPack>;
  /** One large original, streamed; also its SHA-256 and size, known at the end. */
  writeStream(
    claim: RunClaim,
    itemId: string,
    stream: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<StoredPack & { sha256: Uint8Array; sizeBytes: number }>;
  /**
   * One item out of its pack. The bytes are the caller's own.
   * @throws Failure `staged-copy-missing` | `staged-copy-damaged` (permanent)
   */
  read(
    tenantId: string,
    itemId: string,
    pack: Pack,
    location: StagedLocation,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

/** The vault as whoever clears it out sees it. */
export interface VaultShelves {
  /**
   * Deletes a blob; one that is gone already is as good. `held`: the storage refuses for now, by a policy or a lease of
   * its own.
   */
  remove(blobName: string, signal: AbortSignal): Promise<"gone" | "held">;
  /** Names of all blobs of a tenant, also of those that no row knows. */
  list(tenantId: string, signal: AbortSignal): AsyncIterable<string>;
}
