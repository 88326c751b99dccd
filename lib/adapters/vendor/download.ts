import { createHash, hash } from "node:crypto";
import { Failure } from "#lib/domain/failure.ts";
import { headerOf, type HttpStream } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { DownloadedItem } from "#lib/pipeline/ports/vendor-source.ts";
import { sha256InEtag } from "./wire.ts";

type Chunks = AsyncIterable<Uint8Array>;

/** `onProgress` hears that a long download comes further. */
type Watching = { clock: Pick<Clock, "now">; onProgress?: (() => void) | undefined };

/** What the vendor says of the bytes that follow, as far as it says it. */
type Promised = { sizeBytes: number | undefined; sha256: string | undefined };

/**
 * Reads an item up to `maxBytes` into memory. A larger one, by its declared size or as counted, comes back as a stream of
 * all of it. What is shorter or other than promised is refused, in memory at once, in the stream at its end.
 * @throws Failure `vendor-item-truncated` (transient)
 */
export async function readItem(
  { headers, body }: Pick<HttpStream, "headers"> & { body: Buffer | Chunks },
  maxBytes: number,
  signal: AbortSignal,
  { clock, onProgress }: Watching,
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
  const rest = chunksOf(body, signal, { clock, onProgress })[Symbol.asyncIterator]();
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

/** A body that brings less in a minute hangs, though it lives: the transport sees only the time between two chunks. */
const LEAST = { bytes: 256 * 1024, ms: 60_000 };

/**
 * The body's chunks; one that breaks off or trickles is a truncated item. Left early, the connection is closed. Only the
 * time spent waiting for the vendor counts, not that of whoever takes the chunks.
 */
async function* chunksOf(
  body: Chunks,
  signal: AbortSignal,
  { clock, onProgress }: Watching,
): AsyncGenerator<Uint8Array> {
  let [waitedMs, sizeBytes] = [0, 0];
  let askedAtMs = clock.now().getTime();
  try {
    for await (const chunk of body) {
      waitedMs += clock.now().getTime() - askedAtMs;
      sizeBytes += chunk.byteLength;
      onProgress?.();
      if (waitedMs > LEAST.ms && sizeBytes < LEAST.bytes) throw new Error("the body trickles");
      if (waitedMs > LEAST.ms) [waitedMs, sizeBytes] = [0, 0];
      yield chunk;
      askedAtMs = clock.now().getTime();
    }
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
