import type { z } from "zod";
import { type Http, type HttpAnswer, type HttpStream, parseJson, retryAfterMs, textOf } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { VendorCredentials } from "#lib/services/context.ts";
import { failureOf, unreachable, unreadableAnswer } from "./mapper.ts";
import { problemCodeOf, sessionBody } from "./wire.ts";

export type VendorSession = { token: string; expiresAtMs: number };

/** TeleMessage's archive service, a request at a time. Every failure is a `Failure`. */
export type VendorClient = {
  signIn(credentials: VendorCredentials, signal: AbortSignal): Promise<VendorSession>;
  read<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    token: string,
    signal: AbortSignal,
  ): Promise<z.infer<Schema>>;
  /** An answer of 200, with its body still to be read. */
  open(path: string, token: string, wholeBytes: number, signal: AbortSignal): Promise<HttpStream>;
};

export type VendorConfig = {
  http: Http;
  clock: Clock;
  /** Base of TeleMessage's archive service, as docs/vendor-protocol.md defines it. */
  url: string;
};

/** A refusal is a code and a sentence; what is longer is none. */
const MAX_REFUSAL_BYTES = 64 * 1024;

export function createVendorClient({ http, clock, url }: VendorConfig): VendorClient {
  const { origin, pathname } = new URL(url);
  const base = `${pathname.replace(/\/+$/, "")}/v1/`;
  const refusalOf = ({ status, headers }: HttpAnswer | HttpStream, text: string) => ({
    status,
    code: problemCodeOf(parseJson(text)),
    retryAfterMs: retryAfterMs(headers, clock.now()),
  });
  const bodyOf = <Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> => {
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw unreadableAnswer();
    return parsed.data;
  };
  const get = (path: string, token: string, signal: AbortSignal) => ({
    method: "GET" as const,
    origin,
    path: base + path,
    headers: { authorization: `Bearer ${token}` },
    signal,
  });

  return {
    async signIn(credentials, signal) {
      const answer = await http.exchange({
        method: "POST",
        origin,
        path: `${base}sessions`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(credentials),
        signal,
      });
      if (answer.kind === "no-answer") throw unreachable(answer.cause);
      if (answer.status !== 200) throw failureOf("sign-in", refusalOf(answer, answer.text));
      const { token, expiresAt } = bodyOf(sessionBody, answer.text);
      return { token, expiresAtMs: Date.parse(expiresAt) };
    },
    async read(path, schema, token, signal) {
      const answer = await http.exchange(get(path, token, signal));
      if (answer.kind === "no-answer") throw unreachable(answer.cause);
      if (answer.status !== 200) throw failureOf("list", refusalOf(answer, answer.text));
      return bodyOf(schema, answer.text);
    },
    async open(path, token, wholeBytes, signal) {
      const answer = await http.open(get(path, token, signal), wholeBytes);
      if (answer.kind === "no-answer") throw unreachable(answer.cause);
      if (answer.status === 200) return answer;
      const text = await textOf(answer.body, MAX_REFUSAL_BYTES).catch(() => "");
      signal.throwIfAborted();
      throw failureOf("download", refusalOf(answer, text));
    },
  };
}
