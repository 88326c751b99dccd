import { Readable } from "node:stream";
import type { Agent, Dispatcher } from "undici";

// undici's own request makes a stream of every answer; most answers here are small, known in size and wanted whole.

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** An answer: whole where it was wanted so, else with its body still to come. */
export type Received = { status: number; headers: Headers; body: Buffer | Readable };

/** `true`: whole, whatever its size is told to be, up to a bound of size and of time; beyond them it breaks off. */
export type WantedWhole = (headers: Headers) => boolean;

const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * Sends a request and receives its answer. A stream that is destroyed closes the connection.
 * @param wholeMs in which a whole answer must have arrived: a peer that trickles never lets the connection fall silent
 * @throws what undici tells of a connection; the signal's reason
 */
export function receive(
  agent: Agent,
  { signal, ...request }: Dispatcher.DispatchOptions & { signal: AbortSignal },
  isWantedWhole: WantedWhole,
  wholeMs: number,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let controller: Dispatcher.DispatchController | undefined;
    let stream: Readable | undefined;
    let whole: Whole | undefined;
    let wholeTimer: NodeJS.Timeout | undefined;
    let status = 0;
    let answerHeaders: Headers = {};

    const stopWatching = whenAborted(signal, () => {
      const reason = errorOf(signal.reason);
      controller?.abort(reason);
      stream?.destroy(reason);
      reject(signal.reason);
    });

    agent.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) started.abort(errorOf(signal.reason));
      },
      onResponseStart(started, statusCode, headers) {
        if (statusCode < 200) return;
        [status, answerHeaders] = [statusCode, headers];
        if (isWantedWhole(headers)) {
          whole = createWhole(headers);
          wholeTimer = setTimeout(() => started.abort(new Error("the answer trickles")), wholeMs);
          return;
        }
        stream = new Readable({
          read: () => started.resume(),
          destroy: (error, done) => {
            stopWatching();
            if (!started.aborted) started.abort(error ?? new Error("the answer was left"));
            done(error);
          },
        });
        resolve({ status, headers, body: stream });
      },
      onResponseData(started, chunk) {
        if (stream && !stream.destroyed && !stream.push(chunk)) started.pause();
        if (whole && !whole.add(chunk)) started.abort(new Error("the answer is larger than any is"));
      },
      onResponseEnd() {
        stopWatching();
        clearTimeout(wholeTimer);
        stream?.push(null);
        if (whole) resolve({ status, headers: answerHeaders, body: whole.end() });
      },
      onResponseError(_, error) {
        stopWatching();
        clearTimeout(wholeTimer);
        stream?.destroy(error);
        if (whole) resolve({ status, headers: answerHeaders, body: brokenOff(error) });
        else reject(error);
      },
    });
  });
}

/** What began to arrive and did not end tells so when it is read. */
function brokenOff(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}

type Whole = { add(chunk: Buffer): boolean; end(): Buffer };

/** Copied out of the socket's buffers, which each chunk would keep alive; into its place where the size is told. */
function createWhole(headers: Headers): Whole {
  const told = lengthOf(headers) ?? 0;
  let bytes = Buffer.allocUnsafe(Math.min(told, MAX_WHOLE_BYTES));
  let size = 0;
  return {
    add: (chunk) => {
      const needed = size + chunk.byteLength;
      if (needed > MAX_WHOLE_BYTES) return false;
      if (needed > bytes.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(needed, 2 * bytes.byteLength));
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      size += chunk.copy(bytes, size);
      return true;
    },
    end: () => bytes.subarray(0, size),
  };
}

/** The Content-Length, where there is one. */
export function lengthOf(headers: Headers): number | undefined {
  const value = headers["content-length"];
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** One listener a signal, however many requests it can end: they come and go by the thousand. */
const watched = new WeakMap<AbortSignal, Set<() => void>>();

function whenAborted(signal: AbortSignal, act: () => void): () => void {
  let acts = watched.get(signal);
  if (!acts) {
    const made = new Set<() => void>();
    signal.addEventListener("abort", () => made.forEach((each) => each()), { once: true });
    watched.set(signal, made);
    acts = made;
  }
  acts.add(act);
  return () => void acts.delete(act);
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
