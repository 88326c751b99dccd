import { createHash, hash } from "node:crypto";
import { Failure } from "#lib/domain/failure.ts";
import { headerOf, type HttpStream } from "#lib/http.ts";
import type { DownloadedItem } from "#lib/pipeline/ports.ts";
import { sha256InEtag } from "./wire.ts";

/** What the vendor says of the bytes that follow, as far as it says it. */
type Promised = { sizeBytes: number | undefined; sha256: string | undefined };

/**
 * Reads an item up to `maxBytes` into memory. A larger one, by its declared size or as counted, comes back as a stream of
 * all of it. What is shorter or other than promised is refused, in memory at once, in the stream at its end.
 * @throws Failure `vendor-item-truncated` (transient)
 */
export async function readItem(
  { headers, body }: HttpStream,
  maxBytes: number,
  signal: AbortSignal,
): Promise<DownloadedItem> {
  const length = headerOf(headers, "content-length") ?? "";
  const promised = {
    sizeBytes: /^\d+$/.test(length) ? Number(length) : undefined,
    sha256: sha256InEtag(headerOf(headers, "etag")),
  };
  if (Buffer.isBuffer(body)) {
    check(promised, body.byteLength, () => hash("sha256", body));
    return { kind: "bytes", bytes: body };
  }
  const rest = chunksOf(body, signal)[Symbol.asyncIterator]();
  const start: Uint8Array[] = [];
  if ((promised.sizeBytes ?? 0) > maxBytes) return oversize(start, rest, promised);
  let sizeBytes = 0;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    start.push(next.value);
    sizeBytes += next.value.byteLength;
    if (sizeBytes > maxBytes) return oversize(start, rest, promised);
  }
  const bytes = Buffer.concat(start, sizeBytes);
  check(promised, sizeBytes, () => hash("sha256", bytes));
  return { kind: "bytes", bytes };
}

function oversize(
  start: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  promised: Promised,
): DownloadedItem {
  return { kind: "oversize", sizeBytes: promised.sizeBytes, stream: whole(start, rest, promised) };
}

async function* whole(
  start: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  promised: Promised,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const counted = (chunk: Uint8Array) => {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    return chunk;
  };
  try {
    for (const chunk of start) yield counted(chunk);
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield counted(next.value);
    check(promised, sizeBytes, () => hash.digest("hex"));
  } finally {
    await rest.return?.();
  }
}

/** The body's chunks; one that breaks off is a truncated item. Left early, the connection is closed. */
async function* chunksOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure("vendor-item-truncated", { kind: "transient", cause });
  }
}

function check(promised: Promised, sizeBytes: number, sha256: () => string): void {
  const isShort = promised.sizeBytes !== undefined && promised.sizeBytes !== sizeBytes;
  if (isShort || (promised.sha256 !== undefined && promised.sha256 !== sha256())) {
    throw new Failure("vendor-item-truncated", { kind: "transient" });
  }
}
