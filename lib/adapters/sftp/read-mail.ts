import { createHash } from "node:crypto";
import { Failure } from "#lib/domain/failure.ts";
import type { DownloadedItem } from "#lib/pipeline/ports/vendor-source.ts";
import { contentOf, DamagedEntry, type PackedContent } from "./entry-content.ts";
import { ID_PREFIX } from "./list-deliveries.ts";
import type { RemoteBytes } from "./remote-bytes.ts";

/**
 * An e-mail up to `maxBytes` in memory, a larger one as a stream; either way exactly the bytes that its id names, which a
 * large one is read once for.
 * @throws DamagedEntry where other bytes lie there now
 */
export async function readMail(
  bytes: RemoteBytes,
  content: PackedContent,
  sourceItemId: string,
  maxBytes: number,
): Promise<DownloadedItem> {
  const { sizeBytes } = content;
  const parts: Uint8Array[] = [];
  const hash = createHash("sha256");
  for await (const part of contentOf(bytes, content)) {
    hash.update(part);
    if (sizeBytes <= maxBytes) parts.push(part);
  }
  if (`${ID_PREFIX}${hash.digest("hex")}` !== sourceItemId) throw new DamagedEntry();
  if (sizeBytes <= maxBytes) return { kind: "bytes", bytes: Buffer.concat(parts) };
  return { kind: "oversize", sizeBytes, stream: again(bytes, content) };
}

async function* again(bytes: RemoteBytes, content: PackedContent): AsyncGenerator<Uint8Array> {
  try {
    yield* contentOf(bytes, content);
  } catch (error) {
    if (!(error instanceof DamagedEntry)) throw error;
    throw new Failure("vendor-item-truncated", { kind: "transient", cause: error });
  }
}
