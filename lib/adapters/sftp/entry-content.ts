import { pipeline } from "node:stream/promises";
import { PassThrough, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { Failure } from "#lib/domain/failure.ts";
import type { RemoteBytes } from "./remote-bytes.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** Where an entry's bytes lie, and what they must unpack to. */
export type PackedContent = Pick<ZipEntry, "method" | "headerOffset" | "packedBytes" | "sizeBytes" | "crc32">;

/** The archive lies about an entry: its bytes are not there, do not unpack, or unpack to something else. */
export class DamagedEntry extends Error {
  override readonly name = "DamagedEntry";
}

const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const DEFLATED = 8;

/**
 * An entry's content as it streams out of the archive: never more than was promised, and at the end exactly that.
 * @throws DamagedEntry, at the latest behind the last chunk; Failure of the connection
 */
export async function* contentOf(bytes: RemoteBytes, entry: PackedContent): AsyncGenerator<Uint8Array> {
  const start = await dataStart(bytes, entry);
  const packed = bytes.read(start, start + entry.packedBytes);
  let sizeBytes = 0;
  let checksum = 0;
  for await (const chunk of entry.method === DEFLATED ? inflated(packed) : packed) {
    sizeBytes += chunk.byteLength;
    // A bomb goes off here, after as many bytes as it admitted to.
    if (sizeBytes > entry.sizeBytes) throw new DamagedEntry();
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (sizeBytes !== entry.sizeBytes || checksum !== entry.crc32) throw new DamagedEntry();
}

async function dataStart(bytes: RemoteBytes, { headerOffset, packedBytes }: PackedContent): Promise<number> {
  if (headerOffset + LOCAL_HEADER_BYTES + packedBytes > bytes.sizeBytes) throw new DamagedEntry();
  const parts: Uint8Array[] = [];
  for await (const part of bytes.read(headerOffset, headerOffset + LOCAL_HEADER_BYTES)) parts.push(part);
  const header = Buffer.concat(parts);
  if (header.readUInt32LE(0) !== LOCAL_HEADER) throw new DamagedEntry();
  const start = headerOffset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packedBytes > bytes.sizeBytes) throw new DamagedEntry();
  return start;
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const output = new PassThrough();
  // One block at a time: a stream of objects would read sixteen ahead.
  const flow = pipeline(Readable.from(packed, { highWaterMark: 1 }), createInflateRaw(), output);
  // Told to the reader by the output stream.
  flow.catch(() => undefined);
  try {
    for await (const chunk of output) yield chunk;
    await flow;
  } catch (error) {
    throw error instanceof Failure ? error : new DamagedEntry(undefined, { cause: error });
  } finally {
    output.destroy();
  }
}
