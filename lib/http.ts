import type { Readable } from "node:stream";
import { Agent } from "undici";
import { Failure } from "#lib/domain/failure.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import { lengthOf, receive, type Received, type WantedWhole } from "./http-receive.ts";

/** What the adapters that speak HTTP have in common: one way to send, to wait and to repeat. Knows no peer. */
export type HttpOptions = {
  connections: number;
  headersTimeoutMs: number;
  /** Between two parts of a body, and for all of one that is read whole. */
  bodyTimeoutMs: number;
};

export type HttpRequest = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `https://host[:port]` */
  origin: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  signal: AbortSignal;
};

type Headers = Received["headers"];
export type HttpAnswer = { kind: "answer"; status: number; headers: Headers; text: string };
export type HttpStream = {
  kind: "stream";
  status: number;
  headers: Headers;
  /** All of it, or what is still to be read to its end or destroyed. */
  body: Buffer | Readable;
};
/** No (whole) answer came. `isSent` is false only where the request certainly never left. */
export type NoAnswer = { kind: "no-answer"; isSent: boolean; cause: unknown };

export type Http = {
  /** Sends and reads the whole answer. @throws the signal's reason, and nothing else */
  exchange(request: HttpRequest): Promise<HttpAnswer | NoAnswer>;
  /** The same, but a body of more than `wholeBytes`, or of untold size, comes as a stream. @throws the signal's reason */
  open(request: HttpRequest, wholeBytes: number): Promise<HttpStream | NoAnswer>;
  close(): Promise<void>;
};

/** Keep-alive connections, bounded in number and in time; redirects are not followed. */
export function createHttp(options: HttpOptions): Http {
  const agent = new Agent({
    connections: options.connections,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    connectTimeout: 10_000,
    keepAliveTimeout: 10_000,
    allowH2: false,
  });
  const attempt = async <Answer>(
    request: HttpRequest,
    isWantedWhole: WantedWhole,
    read: (received: Received) => Answer | Promise<Answer>,
  ) => {
    try {
      return await read(await receive(agent, request, isWantedWhole, options.bodyTimeoutMs));
    } catch (cause) {
      request.signal.throwIfAborted();
      return { kind: "no-answer" as const, isSent: !NEVER_SENT.has(codeOf(cause)), cause };
    }
  };
  return {
    exchange: (request) =>
      attempt(
        request,
        () => true,
        async ({ status, headers, body }) => ({
          kind: "answer",
          status,
          headers,
          text: await textOf(body),
        }),
      ),
    open: (request, wholeBytes) =>
      attempt(
        request,
        (headers) => (lengthOf(headers) ?? Number.POSITIVE_INFINITY) <= wholeBytes,
        (received) => ({ kind: "stream", ...received }),
      ),
    close: () => agent.close(),
  };
}

/** A byte order mark is none of the text. @throws what broke a stream off; Error where it is longer than `maxBytes` */
export async function textOf(body: Buffer | Readable, maxBytes = Number.POSITIVE_INFINITY): Promise<string> {
  const bytes = Buffer.isBuffer(body) ? body : await collected(body, maxBytes);
  if (bytes.byteLength > maxBytes) throw new Error("the text is too long");
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

/** All of a stream, or a little more than `maxBytes` of it. */
async function collected(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) break;
  }
  return Buffer.concat(chunks, sizeBytes);
}

/** No connection came about, so nothing was carried out. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
}

/** The first value of a header, as the adapters read them. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Retry-After in seconds or as an HTTP date (RFC 9110 §10.2.3); `undefined` where it is absent or unreadable. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const value = headerOf(headers, "retry-after")?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value) * 1000), MAX_RETRY_AFTER_MS);
  const date = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, date - now.getTime()), MAX_RETRY_AFTER_MS);
}

/** As often as a request's token is renewed before the peer is believed that it lets nobody in. */
const RENEWALS = 3;

/**
 * Whether a new token may help against this status: one that expired can do so again before it is used, one without a role
 * lacks it for good, unless it is only older than the grant.
 */
export function mayNewTokenHelp(status: number, renewals: number): boolean {
  return status === 401 ? renewals < RENEWALS : status === 403 && renewals === 0;
}

const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** JSON or `undefined`: an answer that is none is the caller's to judge. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const BACKOFF_MS = [250, 1000, 4000];
const LONGEST_WAIT_MS = 30_000;

/**
 * Repeats what is harmless to repeat (GETs) after a transient failure, a few times and for short waits only; what lasts
 * longer is thrown, since the job resumes from rows. `throttled` is thrown at once: it fences the whole lane.
 */
export async function withRetries<Value>(
  attempt: () => Promise<Value>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Value> {
  for (const backoffMs of BACKOFF_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === "permanent" || error.code === "throttled")
        throw error;
      const waitMs = Math.max(backoffMs * (0.5 + Math.random()), error.retryAfterMs ?? 0);
      if (waitMs > LONGEST_WAIT_MS) throw error;
      await clock.sleep(waitMs, signal);
    }
  }
  return attempt();
}
