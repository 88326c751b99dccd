import { PassThrough, Readable } from "node:stream";
import yauzl from "yauzl";
import { passing } from "./failures.ts";
import type { OpenFile } from "./session.ts";

/** What one request fetches: many small e-mails at once, and a large one in steps. OpenSSH answers up to 255 KB. */
const BLOCK_BYTES = 255 * 1024;
/** For the entries that are read at the same time; all that is ever held of a file. */
const BLOCKS_HELD = 16;

/** A remote file, read at random in blocks, a few of which are held. */
export type RemoteBytes = {
  sizeBytes: number;
  /** @throws Failure transient where the connection is lost, or the file has become shorter */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
};

export function createRemoteBytes(file: OpenFile): RemoteBytes {
  const blocks = new Map<number, Promise<Buffer>>();

  const block = (index: number): Promise<Buffer> => {
    const held = blocks.get(index);
    // Last used, last let go.
    blocks.delete(index);
    const fetched = held ?? fetchBlock(file, index);
    blocks.set(index, fetched);
    fetched.catch(() => {
      if (blocks.get(index) === fetched) blocks.delete(index);
    });
    for (const oldest of blocks.keys()) {
      if (blocks.size <= BLOCKS_HELD) break;
      blocks.delete(oldest);
    }
    return fetched;
  };

  return {
    sizeBytes: file.sizeBytes,
    async *read(start, end) {
      for (let at = start; at < end;) {
        const index = Math.floor(at / BLOCK_BYTES);
        const offset = at - index * BLOCK_BYTES;
        const bytes = (await block(index)).subarray(offset, offset + end - at);
        if (bytes.byteLength === 0) throw passing("vendor-item-truncated");
        yield bytes;
        at += bytes.byteLength;
      }
    },
  };
}

async function fetchBlock(file: OpenFile, index: number): Promise<Buffer> {
  const start = index * BLOCK_BYTES;
  const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(BLOCK_BYTES, file.sizeBytes - start)));
  let filled = 0;
  while (filled < bytes.byteLength) {
    const count = await file.read(bytes.subarray(filled), start + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** The bytes as yauzl asks for them. */
export class RemoteReader extends yauzl.RandomAccessReader {
  readonly #bytes: RemoteBytes;

  constructor(bytes: RemoteBytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const stream = new PassThrough();
    Readable.from(this.#bytes.read(start, end))
      .on("error", (error) => stream.destroy(error))
      .pipe(stream);
    return stream;
  }

  /** The connection is the session's. */
  override close(done: (error: Error | null) => void): void {
    done(null);
  }
}
