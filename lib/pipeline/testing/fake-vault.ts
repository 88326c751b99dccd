import { Failure } from "#lib/domain/failure.ts";

import type { PackEntry, StoredPack, Vault } from "../ports/vault.ts";
import type { RunClaim } from "../ports/claims.ts";
import { sha256 } from "./digest.ts";
import { weightOf } from "./sample-mail.ts";

/** Blob storage: packs by name, each with the originals of its items. */
export class FakeVault implements Vault {
  readonly packs = new Map<string, Map<string, Uint8Array>>();
  /** What the next reads fail with. */
  readonly failures: Failure[] = [];
  readonly #damagedItemIds = new Set<string>();

  async writePack(claim: RunClaim, entries: readonly PackEntry[]): Promise<StoredPack> {
    const packId = `${claim.runId}-${claim.epoch}-${entries[0]?.itemId ?? "empty"}`;
    this.packs.set(packId, new Map(entries.map(({ itemId, bytes }) => [itemId, bytes])));
    const locations: StoredPack["locations"] = new Map();
    let offset = 0;
    for (const { itemId, bytes } of entries) {
      const length = weightOf(bytes);
      locations.set(itemId, { packId, offset, length });
      offset += length;
    }
    const pack = {
      packId,
      blobName: packId,
      keyId: "key-1",
      wrappedKey: new Uint8Array(40),
      sizeBytes: offset,
    };
    return { pack, locations };
  }

  async writeStream(claim: RunClaim, itemId: string, stream: AsyncIterable<Uint8Array>) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const bytes = new Uint8Array(Buffer.concat(chunks));
    const stored = await this.writePack(claim, [{ itemId, bytes }]);
    return { ...stored, sha256: sha256(bytes), sizeBytes: weightOf(bytes) };
  }

  async read(_tenantId: string, itemId: string, pack: { packId: string }): Promise<Uint8Array> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (this.#damagedItemIds.has(itemId)) throw new Failure("staged-copy-damaged", { kind: "permanent" });
    const bytes = this.packs.get(pack.packId)?.get(itemId);
    if (!bytes) throw new Failure("staged-copy-missing", { kind: "permanent" });
    return bytes.slice();
  }

  /** Somebody deletes or alters the original of an item. */
  spoil(itemId: string, how: "missing" | "damaged"): void {
    if (how === "damaged") this.#damagedItemIds.add(itemId);
    else for (const pack of this.packs.values()) pack.delete(itemId);
  }
}
