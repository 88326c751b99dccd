import { type IncomingHttpHeaders } from "node:http";
import { type Reply } from "./reply.ts";

/** A request line with its headers, before its body has been read. */
export interface Head {
  readonly method: string;
  /** Path as sent (not decoded), without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  /** Unique id of the request, in the shape of a GUID. */
  readonly id: string;
}

/** A request with its body and the parameters that its route took from the path. */
export interface Call extends Head {
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * What an area of the sandbox does with a request. It is asked when the headers have arrived, so that requests
 * in flight can be counted from their first byte; `release` is called once, however the request ends.
 */
export interface Ticket {
  readonly maxBodyBytes: number;
  run(body: Buffer): Reply | Promise<Reply>;
  /** Answer for a body over `maxBodyBytes`. */
  tooLarge(): Reply;
  release(): void;
}

export type Area = (head: Head) => Ticket;

export function queryOf(head: Head): URLSearchParams {
  return new URLSearchParams(head.search);
}

/** `http://host:port` as the caller reached this server: links that it is given must work for it. */
export function originOf(head: Head): string {
  return `http://${head.headers.host ?? "127.0.0.1"}`;
}

export function formOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.body.toString("utf8"));
}

/** The JSON value of the body, or undefined when it is not JSON. */
export function jsonOf(call: { readonly body: Buffer }): unknown {
  try {
    return JSON.parse(call.body.toString("utf8"));
  } catch {
    return undefined;
  }
}
