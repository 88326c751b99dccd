import { Readable } from "node:stream";

import { BlobServiceClient, RestError } from "@azure/storage-blob";

import { Failure } from "#lib/domain/failure.ts";

import { isRefusedForNow, measured, writeOnce } from "./same-bytes.ts";

/** The few things that the vault does with blob storage. Every failure is a `Failure`; an abort throws its reason. */
export type Container = {
  put(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  putStream(name: string, stream: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** Bytes `[offset, offset + length)` of a blob. @throws Failure `staged-copy-missing` */
  get(name: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Whether the account answers to us, and the container is there or can be made. */
  ping(signal: AbortSignal): Promise<void>;
  /** @returns false where the storage refuses for now; a blob that is not there is as good as deleted */
  remove(name: string, signal: AbortSignal): Promise<boolean>;
  /** Names of the blobs that begin with `prefix`. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<string>;
};

const BLOCK_BYTES = 1024 * 1024;
const BLOCKS_IN_FLIGHT = 2;

/** The container is made at the first write. */
export function openContainer(connectionString: string, name: string): Container {
  const service = BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 3, tryTimeoutInMs: 60_000 },
  });
  const container = service.getContainerClient(name);
  let made: Promise<unknown> | undefined;

  const ensureMade = async () => {
    made ??= container.createIfNotExists();
    await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
  };
  const blob = (blobName: string) => container.getBlockBlobClient(blobName);

  return {
    put: (blobName, bytes, signal) =>
      asFailure(signal, async () => {
        await ensureMade();
        const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const upload = () => blob(blobName).upload(body, body.byteLength, { abortSignal: signal });
        const written = () => {
          const passed = measured();
          passed.add(body);
          return passed.end();
        };
        await writeOnce(blob(blobName), upload, written, signal);
      }),
    putStream: (blobName, stream, signal) =>
      asFailure(signal, async () => {
        await ensureMade();
        const passed = measured();
        const upload = () =>
          blob(blobName).uploadStream(passing(stream, passed.add), BLOCK_BYTES, BLOCKS_IN_FLIGHT, {
            abortSignal: signal,
          });
        await writeOnce(blob(blobName), upload, passed.end, signal);
      }),
    ping: (signal) =>
      asFailure(signal, async () => {
        await ensureMade();
        await container.getProperties({ abortSignal: signal });
      }),
    remove: (blobName, signal) =>
      asFailure(signal, async () => {
        const options = { deleteSnapshots: "include", abortSignal: signal } as const;
        try {
          await blob(blobName).deleteIfExists(options);
          return true;
        } catch (error) {
          if (isRefusedForNow(error)) return false;
          throw error;
        }
      }),
    async *list(prefix, signal) {
      const pages = container.listBlobsFlat({ prefix, abortSignal: signal })[Symbol.asyncIterator]();
      for (;;) {
        const next = await asFailure(signal, () => pages.next());
        if (next.done) return;
        yield next.value.name;
      }
    },
    get: (blobName, offset, length, signal) =>
      asFailure(signal, () => blob(blobName).downloadToBuffer(offset, length, { abortSignal: signal })),
  };
}

function passing(stream: AsyncIterable<Uint8Array>, hear: (bytes: Uint8Array) => void): Readable {
  return Readable.from(
    (async function* () {
      for await (const chunk of stream) {
        hear(chunk);
        yield chunk;
      }
    })(),
  );
}

/** Told from the status: absent, or not to be had now. What came out of a stream that is stored passes as it is. */
async function asFailure<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Failure) throw cause;
    // A container that is not there is a setting or an outage; it says nothing of this one blob.
    if (cause instanceof RestError && cause.statusCode === 404 && cause.code !== "ContainerNotFound") {
      throw new Failure("staged-copy-missing", { kind: "permanent", cause });
    }
    // A blob that is shorter than its row says has been tampered with.
    if (cause instanceof RestError && cause.statusCode === 416) {
      throw new Failure("staged-copy-damaged", { kind: "permanent", cause });
    }
    throw new Failure("staging-unreachable", { kind: "transient", scope: "connector", cause });
  }
}
