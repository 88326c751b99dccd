import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/**
 * The one envelope: data keys are made fresh for every secret and every pack, and wrapped by a key-encryption key that
 * has an id, so that keys can be rotated: several can be read, one writes. AES-256-GCM throughout.
 */
export type Envelope = {
  readonly currentKeyId: string;
  /** Wraps a data key under the current key; `context` must be the same at `unwrapKey`. */
  wrapKey(dataKey: Uint8Array, context: string): { keyId: string; wrappedKey: Uint8Array };
  /** The data key, or why it cannot be had: an operator took the key away, or the bytes were altered or moved. */
  unwrapKey(keyId: string, wrappedKey: Uint8Array, context: string): Uint8Array | "unknown-key" | "altered";
  /** Seals a small text; `context` is authenticated with it, so that it cannot be moved to another row. */
  seal(plaintext: string, context: string): SealedText;
  /** @throws Error that names the key id, when the key is not configured or the secret was altered or moved */
  open(sealed: SealedText, context: string): string;
  /**
   * HMAC-SHA-256 under a key derived for `purpose` alone: proves that who wrote these bytes knew the key.
   * @returns undefined when the key is not configured
   */
  authenticate(bytes: Uint8Array, purpose: string, keyId: string): Uint8Array | undefined;
};

/** A data key wrapped by the key `keyId`, and what it sealed. */
export type SealedText = { keyId: string; wrappedKey: Uint8Array; ciphertext: Uint8Array };

export type EnvelopeKeys = { keys: ReadonlyMap<string, Uint8Array>; currentKeyId: string };

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @throws Error when the current key is missing or a key has not 32 bytes */
export function createEnvelope({ keys, currentKeyId }: EnvelopeKeys): Envelope {
  const currentKey = keys.get(currentKeyId);
  if (!currentKey) throw new Error(`The envelope key "${currentKeyId}" is not configured.`);
  for (const [keyId, key] of keys) {
    if (key.byteLength !== KEY_BYTES) throw new Error(`The envelope key "${keyId}" has not 32 bytes.`);
  }
  const wrapKey = (dataKey: Uint8Array, context: string) => ({
    keyId: currentKeyId,
    wrappedKey: encrypt(currentKey, dataKey, `key\n${currentKeyId}\n${context}`),
  });
  const unwrapKey = (keyId: string, wrappedKey: Uint8Array, context: string) => {
    const key = keys.get(keyId);
    if (!key) return "unknown-key";
    return decrypt(key, wrappedKey, `key\n${keyId}\n${context}`) ?? "altered";
  };
  return {
    currentKeyId,
    wrapKey,
    unwrapKey,
    seal(plaintext, context) {
      const dataKey = randomBytes(KEY_BYTES);
      const ciphertext = encrypt(dataKey, Buffer.from(plaintext, "utf8"), `text\n${context}`);
      return { ...wrapKey(dataKey, context), ciphertext };
    },
    open(sealed, context) {
      const dataKey = unwrapKey(sealed.keyId, sealed.wrappedKey, context);
      if (dataKey === "unknown-key") throw new Error(`The envelope key "${sealed.keyId}" is not configured.`);
      const bytes =
        dataKey === "altered" ? undefined : decrypt(dataKey, sealed.ciphertext, `text\n${context}`);
      if (!bytes) throw new Error(`A secret under the envelope key "${sealed.keyId}" was altered or moved.`);
      return bytes.toString("utf8");
    },
    authenticate(bytes, purpose, keyId) {
      const key = keys.get(keyId);
      if (!key) return undefined;
      const derived = Buffer.from(hkdfSync("sha256", key, "", `authenticate\n${purpose}`, KEY_BYTES));
      return createHmac("sha256", derived).update(bytes).digest();
    },
  };
}

/** nonce ‖ ciphertext ‖ tag */
function encrypt(key: Uint8Array, plaintext: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context, "utf8"));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Buffer | undefined {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
  const tagStart = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context, "utf8"))
    .setAuthTag(sealed.subarray(tagStart));
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, tagStart));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    return undefined;
  }
}

/**
 * Reads `ENVELOPE_KEYS`: `id:base64` pairs with commas between them, each key of 32 bytes. Without `currentKeyId` the
 * first one writes, so that a rotation puts the new key in front.
 * @throws Error that names the place, never a key
 */
export function parseEnvelopeKeys(text: string, currentKeyId?: string): EnvelopeKeys {
  const keys = new Map<string, Uint8Array>();
  for (const [index, pair] of text.split(",").entries()) {
    const [, keyId, base64] = /^\s*([\w.-]{1,64}):([A-Za-z0-9+/]{43}=)\s*$/.exec(pair) ?? [];
    if (keyId === undefined || base64 === undefined) {
      throw new Error(`Envelope key number ${index + 1} is not of the form "id:base64 of 32 bytes".`);
    }
    if (keys.has(keyId)) throw new Error(`The envelope key id "${keyId}" stands twice.`);
    keys.set(keyId, Buffer.from(base64, "base64"));
  }
  const [firstKeyId = ""] = keys.keys();
  const current = currentKeyId ?? firstKeyId;
  if (!keys.has(current)) throw new Error(`The current envelope key "${current}" is not among the keys.`);
  return { keys, currentKeyId: current };
}
