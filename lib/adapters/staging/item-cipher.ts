import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";

// AES-256-GCM, one nonce an item: nonce ‖ ciphertext ‖ tag. The item's identity is authenticated with its bytes, so that
// one item's original cannot be put in the place of another's.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A pack's data key as it is wrapped, and in the form that many items are sealed and opened with. */
export type DataKey = { bytes: Uint8Array; key: KeyObject };

export function newDataKey(): DataKey {
  return dataKeyOf(randomBytes(32));
}

export function dataKeyOf(bytes: Uint8Array): DataKey {
  return { bytes, key: createSecretKey(bytes) };
}

/** How many bytes an original of so many takes when it is sealed. */
export function sealedBytes(sizeBytes: number): number {
  return NONCE_BYTES + sizeBytes + TAG_BYTES;
}

/** The sealed item in its parts, so that a pack of many is put together once. */
export function sealItem({ key }: DataKey, bytes: Uint8Array, tenantId: string, itemId: string): Buffer[] {
  const { nonce, cipher } = begin(key, tenantId, itemId);
  return [nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
}

/** The original, or `undefined` when the bytes are not those that were sealed for this item. */
export function openItem(
  { key }: DataKey,
  sealed: Uint8Array,
  tenantId: string,
  itemId: string,
): Uint8Array | undefined {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
  const tagAt = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(identityOf(tenantId, itemId))
    .setAuthTag(sealed.subarray(tagAt));
  const bytes = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  try {
    // A stream cipher holds nothing back: the end only tells whether the bytes are the ones that were sealed.
    return decipher.final().byteLength === 0 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** What is known of a streamed item once its last byte has passed. */
export type StreamedItem = { sha256: Uint8Array; sizeBytes: number; sealedBytes: number };

/** Seals a stream as it passes; holds no more than a chunk of it. `onEnd` is called with the last of it. */
export async function* sealStream(
  { key }: DataKey,
  stream: AsyncIterable<Uint8Array>,
  identity: { tenantId: string; itemId: string },
  onEnd: (item: StreamedItem) => void,
): AsyncGenerator<Uint8Array> {
  const { nonce, cipher } = begin(key, identity.tenantId, identity.itemId);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  yield nonce;
  for await (const chunk of stream) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    yield cipher.update(chunk);
  }
  yield Buffer.concat([cipher.final(), cipher.getAuthTag()]);
  onEnd({ sha256: hash.digest(), sizeBytes, sealedBytes: sealedBytes(sizeBytes) });
}

function begin(key: KeyObject, tenantId: string, itemId: string): { nonce: Buffer; cipher: CipherGCM } {
  const nonce = randomBytes(NONCE_BYTES);
  return {
    nonce,
    cipher: createCipheriv("aes-256-gcm", key, nonce).setAAD(identityOf(tenantId, itemId)),
  };
}

function identityOf(tenantId: string, itemId: string): Buffer {
  return Buffer.from(`${tenantId}\n${itemId}`, "utf8");
}
