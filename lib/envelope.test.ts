import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEnvelope, parseEnvelopeKeys } from "./envelope.ts";

const [k1, k2] = [randomBytes(32), randomBytes(32)];
const before = createEnvelope({ keys: new Map([["k1", k1]]), currentKeyId: "k1" });
const rotated = createEnvelope({
  keys: new Map([
    ["k2", k2],
    ["k1", k1],
  ]),
  currentKeyId: "k2",
});

/** The same bytes with one bit turned over. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const place = Math.floor(bit / 8) % copy.length;
  copy[place] = (copy[place] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

describe("a sealed secret", () => {
  it("opens to exactly what was sealed, in its own context", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plaintext, context) => {
        expect(before.open(before.seal(plaintext, context), context)).toBe(plaintext);
      }),
    );
  });

  it("does not open in another context: it cannot be moved to another row", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (plaintext, context, other) => {
        fc.pre(context !== other);
        expect(() => before.open(before.seal(plaintext, context), other)).toThrow(/altered or moved/);
      }),
    );
  });

  it("does not open with any bit of it turned over", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.boolean(), (plaintext, bit, isKey) => {
        const sealed = before.seal(plaintext, "c");
        const bad = isKey
          ? { ...sealed, wrappedKey: flipped(sealed.wrappedKey, bit) }
          : { ...sealed, ciphertext: flipped(sealed.ciphertext, bit) };
        expect(() => before.open(bad, "c")).toThrow(/altered or moved/);
      }),
    );
  });

  it("never looks the same twice and does not contain the plaintext", () => {
    const [one, two] = [before.seal("Telemessage1!", "c"), before.seal("Telemessage1!", "c")];
    expect(Buffer.from(one.ciphertext).equals(two.ciphertext)).toBe(false);
    expect(Buffer.from(one.ciphertext).includes("Telemessage1!")).toBe(false);
  });

  it("cut to nothing is altered, not a crash", () => {
    const sealed = before.seal("x", "c");
    expect(() => before.open({ ...sealed, ciphertext: new Uint8Array(3) }, "c")).toThrow(/altered/);
  });
});

describe("rotation", () => {
  it("reads what the old key wrapped and writes with the new one", () => {
    expect(rotated.open(before.seal("old", "c"), "c")).toBe("old");
    expect(rotated.seal("new", "c").keyId).toBe("k2");
  });

  it("names the key that is missing", () => {
    const sealed = rotated.seal("new", "c");
    expect(() => before.open(sealed, "c")).toThrow('"k2" is not configured');
    expect(before.unwrapKey("k2", sealed.wrappedKey, "c")).toBe("unknown-key");
  });

  it("refuses a wrapped key whose key id was exchanged", () => {
    const { wrappedKey } = before.wrapKey(randomBytes(32), "c");
    expect(rotated.unwrapKey("k2", wrappedKey, "c")).toBe("altered");
  });
});

describe("ENVELOPE_KEYS", () => {
  const text = `k2:${k2.toString("base64")}, k1:${k1.toString("base64")}`;

  it("is read; the first key writes unless another is named", () => {
    expect(parseEnvelopeKeys(text).currentKeyId).toBe("k2");
    expect(parseEnvelopeKeys(text, "k1").currentKeyId).toBe("k1");
    expect(Buffer.from(parseEnvelopeKeys(text).keys.get("k1") ?? []).equals(k1)).toBe(true);
  });

  it.each([
    ["a short key", "k1:AAAA", /number 1/],
    ["no id", k1.toString("base64"), /number 1/],
    ["an empty place", `k1:${k1.toString("base64")},`, /number 2/],
    ["an id twice", `k1:${k1.toString("base64")},k1:${k2.toString("base64")}`, /twice/],
  ])("refuses %s and tells no key", (_, bad, message) => {
    expect(() => parseEnvelopeKeys(bad)).toThrow(message);
    expect(() => parseEnvelopeKeys(bad)).not.toThrow(bad.slice(3, 20));
  });

  it("refuses a current key that is not there", () => {
    expect(() => parseEnvelopeKeys(text, "k9")).toThrow('"k9"');
    expect(() => createEnvelope({ keys: new Map(), currentKeyId: "k1" })).toThrow("not configured");
  });
});
