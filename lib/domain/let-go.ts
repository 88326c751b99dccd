/** Smaller buffers are left to the garbage collector: they are many, and may share their memory with others. */
const LARGE_BYTES = 256 * 1024;

/**
 * Gives the memory of a large buffer back at once, whose owner needs it no more. The garbage collector sees only the
 * few bytes of the object around it, and would leave it for long. Afterwards the buffer is empty; nothing happens to one
 * that is a part of a larger one. Never for bytes that a socket may still be writing.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < LARGE_BYTES || byteLength !== buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** The first bytes of a buffer that is given up for them: as memory that can be let go of, where they are many. */
export function ofOwnMemory(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length < LARGE_BYTES || bytes.byteLength !== bytes.buffer.byteLength) return bytes.subarray(0, length);
  return new Uint8Array(bytes.buffer.transfer(length));
}
