import { type CipherGCM, createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

// AES-256-GCM, one nonce an item: nonce ‖ ciphertext ‖ tag. The item's identity is authenticated with its bytes, so that
// one item's original cannot be put in the place of another's.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function newDataKey(): Uint8Array {
  return randomBytes(32);
}

export function sealItem(dataKey: Uint8Array, bytes: Uint8Array, tenantId: string, itemId: string): Buffer {
  const { nonce, cipher } = begin(dataKey, tenantId, itemId);
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** The original, or `undefined` when the bytes are not those that were sealed for this item. */
export function openItem(
  dataKey: Uint8Array,
  sealed: Uint8Array,
  tenantId: string,
  itemId: string,
): Uint8Array | undefined {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
  const tagAt = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", dataKey, sealed.subarray(0, NONCE_BYTES))
    .setAAD(identityOf(tenantId, itemId))
    .setAuthTag(sealed.subarray(tagAt));
  const bytes = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  try {
    return Buffer.concat([bytes, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What is known of a streamed item once its last byte has passed. */
export type StreamedItem = { sha256: Uint8Array; sizeBytes: number; sealedBytes: number };

/** Seals a stream as it passes; holds no more than a chunk of it. `onEnd` is called with the last of it. */
export async function* sealStream(
  dataKey: Uint8Array,
  stream: AsyncIterable<Uint8Array>,
  identity: { tenantId: string; itemId: string },
  onEnd: (item: StreamedItem) => void,
): AsyncGenerator<Uint8Array> {
  const { nonce, cipher } = begin(dataKey, identity.tenantId, identity.itemId);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  yield nonce;
  for await (const chunk of stream) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    yield cipher.update(chunk);
  }
  yield Buffer.concat([cipher.final(), cipher.getAuthTag()]);
  onEnd({ sha256: hash.digest(), sizeBytes, sealedBytes: NONCE_BYTES + sizeBytes + TAG_BYTES });
}

function begin(dataKey: Uint8Array, tenantId: string, itemId: string): { nonce: Buffer; cipher: CipherGCM } {
  const nonce = randomBytes(NONCE_BYTES);
  return {
    nonce,
    cipher: createCipheriv("aes-256-gcm", dataKey, nonce).setAAD(identityOf(tenantId, itemId)),
  };
}

function identityOf(tenantId: string, itemId: string): Buffer {
  return Buffer.from(`${tenantId}\n${itemId}`, "utf8");
}
