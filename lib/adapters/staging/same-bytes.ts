import { createHash } from "node:crypto";

import { type BlockBlobClient, RestError } from "@azure/storage-blob";

/** 409: kept by an immutability policy or a legal hold. 412: somebody has a lease on it. */
const REFUSED_FOR_NOW = [409, 412];

/** Whether the storage answered that a blob is not to be changed or deleted now. */
export function isRefusedForNow(error: unknown): boolean {
  return error instanceof RestError && REFUSED_FOR_NOW.includes(error.statusCode ?? 0);
}

/** How many bytes, and their SHA-256. */
export type Measure = { sizeBytes: number; sha256: Buffer };

/**
 * Writes a blob. One that may not be written over is as good as written where it has the very same bytes: an earlier
 * try's answer got lost.
 */
export async function writeOnce(
  blob: BlockBlobClient,
  write: () => Promise<unknown>,
  written: () => Measure,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isRefusedForNow(error) || !(await holds(blob, written(), abortSignal).catch(() => false)))
      throw error;
  }
}

async function holds(blob: BlockBlobClient, expected: Measure, abortSignal: AbortSignal): Promise<boolean> {
  const { contentLength } = await blob.getProperties({ abortSignal });
  if (contentLength !== expected.sizeBytes) return false;
  const { readableStreamBody } = await blob.download(0, undefined, { abortSignal });
  const there = measured();
  for await (const chunk of readableStreamBody ?? []) there.add(Buffer.from(chunk));
  const { sizeBytes, sha256 } = there.end();
  return sizeBytes === expected.sizeBytes && sha256.equals(expected.sha256);
}

/** A measure that is taken while bytes pass. */
export function measured(): { add: (bytes: Uint8Array) => void; end: () => Measure } {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  return {
    add(bytes) {
      hash.update(bytes);
      sizeBytes += bytes.byteLength;
    },
    end: () => ({ sizeBytes, sha256: hash.digest() }),
  };
}
