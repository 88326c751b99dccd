/** What goes back to the caller: an answer, or a connection that ends without (or in the middle of) one. */
export type Reply = Answer | Drop;

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export interface Drop {
  readonly kind: "drop";
  /** Sent before the socket is destroyed: an answer cut short. Its headers may promise more than its body holds. */
  readonly partial?: Answer;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" } as const;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return jsonText(status, JSON.stringify(value), headers);
}

/** For bodies that are JSON text already: the hot path does not serialize twice. */
export function jsonText(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { kind: "answer", status, headers: { ...JSON_TYPE, ...headers }, body };
}

export function empty(status: number, headers: Record<string, string> = {}): Answer {
  return { kind: "answer", status, headers, body: "" };
}

export function text(status: number, body: string, contentType = "text/plain; charset=utf-8"): Answer {
  return { kind: "answer", status, headers: { "content-type": contentType }, body };
}

export function bytes(status: number, body: Buffer, headers: Record<string, string>): Answer {
  return { kind: "answer", status, headers, body };
}

export function redirect(location: string, headers: Record<string, string> = {}): Answer {
  return {
    kind: "answer",
    status: 302,
    headers: { location, "cache-control": "no-store", ...headers },
    body: "",
  };
}

export const DROP: Drop = { kind: "drop" };

export function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return reply.kind === "answer" ? { ...reply, headers: { ...reply.headers, ...headers } } : reply;
}
