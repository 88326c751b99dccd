import { Failure } from "#lib/domain/failure.ts";
import { letGo } from "#lib/domain/let-go.ts";
import type { Envelope } from "#lib/envelope.ts";
import type { Pack, PackEntry, StoredPack, Vault, VaultShelves } from "#lib/pipeline/ports/vault.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";

import { type Container, openContainer } from "./container.ts";
import {
  type DataKey,
  dataKeyOf,
  newDataKey,
  openItem,
  sealedBytes,
  sealItem,
  sealStream,
  type StreamedItem,
} from "./item-cipher.ts";

export type VaultConfig = {
  connectionString: string;
  containerName: string;
  envelope: Envelope;
};

/** Unwrapping one key for every item of its pack would cost more than opening the items. */
const MAX_KNOWN_KEYS = 256;

export function createVaultShelves(container: Container): VaultShelves {
  return {
    remove: async (blobName, signal) => ((await container.remove(blobName, signal)) ? "gone" : "held"),
    list: (tenantId, signal) => container.list(`${tenantId}/`, signal),
  };
}

/** The encrypted originals in blob storage. Bytes are sealed before they leave the process. */
export function createVault(config: VaultConfig): Vault {
  const container = openContainer(config.connectionString, config.containerName);
  const { envelope } = config;

  const dataKeys = new Map<string, DataKey>();

  const keyOf = (tenantId: string, pack: Pack): DataKey => {
    const name = `${keyContext(tenantId, pack.packId)}\n${Buffer.from(pack.wrappedKey).toString("base64")}`;
    const known = dataKeys.get(name);
    if (known) return known;
    const dataKey = dataKeyOf(unwrap(tenantId, pack));
    if (dataKeys.size >= MAX_KNOWN_KEYS) dataKeys.clear();
    dataKeys.set(name, dataKey);
    return dataKey;
  };

  const unwrap = (tenantId: string, pack: Pack): Uint8Array => {
    // Its key was forgotten when it was deleted.
    if (pack.wrappedKey.byteLength === 0) throw new Failure("staged-copy-missing", { kind: "permanent" });
    const dataKey = envelope.unwrapKey(pack.keyId, pack.wrappedKey, keyContext(tenantId, pack.packId));
    if (dataKey === "altered") throw damaged();
    // An operator took the key away: the bytes are there, and readable again once it is back.
    if (dataKey === "unknown-key")
      throw new Failure("staging-unreachable", { kind: "transient", scope: "connector" });
    return dataKey;
  };

  return {
    async writePack(claim, entries, signal) {
      const [first] = entries;
      if (!first) throw new RangeError("a pack holds at least one item");
      const dataKey = newDataKey();
      const parts = entries.flatMap(({ itemId, bytes }) => sealItem(dataKey, bytes, claim.tenantId, itemId));
      const sealed = Buffer.concat(parts);
      for (const part of parts) letGo(part);
      const pack = describe(envelope, claim, first.itemId, dataKey, sealed.byteLength);
      await container.put(pack.blobName, sealed, signal);
      // Answered, so that no socket writes it any more.
      letGo(sealed);
      return { pack, locations: locate(pack, entries) };
    },
    async writeStream(claim, itemId, stream, signal) {
      const dataKey = newDataKey();
      const name = describe(envelope, claim, itemId, dataKey, 0);
      let streamed: StreamedItem | undefined;
      const sealed = sealStream(
        dataKey,
        stream,
        { tenantId: claim.tenantId, itemId },
        (item) => (streamed = item),
      );
      await container.putStream(name.blobName, sealed, signal);
      if (!streamed) throw new Error("the stream was stored without its end");
      const { sha256, sizeBytes, sealedBytes } = streamed;
      const pack = { ...name, sizeBytes: sealedBytes };
      const location = { packId: pack.packId, offset: 0, length: sealedBytes };
      return { pack, locations: new Map([[itemId, location]]), sha256, sizeBytes };
    },
    async read(tenantId, itemId, pack, { offset, length }, signal) {
      const dataKey = keyOf(tenantId, pack);
      const sealed = await container.get(pack.blobName, offset, length, signal);
      const bytes = openItem(dataKey, sealed, tenantId, itemId);
      letGo(sealed);
      if (!bytes) throw damaged();
      return bytes;
    },
  };
}

function describe(
  envelope: Envelope,
  claim: RunClaim,
  firstItemId: string,
  dataKey: DataKey,
  sizeBytes: number,
): Pack {
  const packId = `${claim.runId}-${claim.epoch}-${firstItemId}`;
  const blobName = `${claim.tenantId}/${claim.runId}/${claim.epoch}-${firstItemId}.pack`;
  return {
    packId,
    blobName,
    ...envelope.wrapKey(dataKey.bytes, keyContext(claim.tenantId, packId)),
    sizeBytes,
  };
}

function locate(pack: Pack, entries: readonly PackEntry[]): StoredPack["locations"] {
  let offset = 0;
  return new Map(
    entries.map(({ itemId, bytes }) => {
      const length = sealedBytes(bytes.byteLength);
      const location = { packId: pack.packId, offset, length };
      offset += length;
      return [itemId, location];
    }),
  );
}

/** What the data key of a pack is wrapped with. */
export function keyContext(tenantId: string, packId: string): string {
  return `${tenantId}\n${packId}`;
}

function damaged(): Failure {
  return new Failure("staged-copy-damaged", { kind: "permanent" });
}
