import { expect, test } from "vitest";

import { letGo } from "./let-go.ts";

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
