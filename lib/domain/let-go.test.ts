import { expect, test } from "vitest";

import { letGo, ofOwnMemory } from "./let-go.ts";

const LARGE_BYTES = 1024 * 1024;

test("a large buffer's memory is given back, and the buffer is empty", () => {
  const bytes = new Uint8Array(LARGE_BYTES);
  letGo(bytes);
  expect(bytes.byteLength).toBe(0);
  expect(bytes.buffer.byteLength).toBe(0);
});

test("letting go twice is harmless", () => {
  const bytes = new Uint8Array(LARGE_BYTES);
  letGo(bytes);
  expect(() => letGo(bytes)).not.toThrow();
});

test("a part of a larger buffer stays, and so do its neighbours", () => {
  const whole = new Uint8Array(2 * LARGE_BYTES).fill(7);
  letGo(whole.subarray(0, LARGE_BYTES));
  expect(whole.every((byte) => byte === 7)).toBe(true);
});

test("a small buffer stays: it may share its memory with others", () => {
  const bytes = Buffer.from("short");
  letGo(bytes);
  expect(bytes.toString()).toBe("short");
});

test("what came to less than its buffer gets memory of its own, which can be given back", () => {
  const bytes = new Uint8Array(LARGE_BYTES).fill(7);
  const own = ofOwnMemory(bytes, LARGE_BYTES - 10);
  expect(own).toEqual(new Uint8Array(LARGE_BYTES - 10).fill(7));
  expect(bytes.byteLength, "the buffer of before").toBe(0);
  letGo(own);
  expect(own.byteLength).toBe(0);
});

test("what is small, or a part of a larger buffer, is cut where it lies", () => {
  const small = Buffer.from("short");
  expect(Buffer.from(ofOwnMemory(small, 2)).toString()).toBe("sh");
  const whole = new Uint8Array(2 * LARGE_BYTES).fill(7);
  expect(ofOwnMemory(whole.subarray(0, LARGE_BYTES), LARGE_BYTES - 1).buffer).toBe(whole.buffer);
  expect(whole.byteLength).toBe(2 * LARGE_BYTES);
});
