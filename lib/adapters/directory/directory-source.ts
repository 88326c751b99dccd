import { Failure } from "#lib/domain/failure.ts";
import {
  headerOf,
  type Http,
  type HttpAnswer,
  mayNewTokenHelp,
  type NoAnswer,
  parseJson,
  retryAfterMs,
  withRetries,
} from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { DirectorySource } from "#lib/pipeline/ports/directory.ts";

import { directoryPageOf } from "./mapper.ts";
import { deltaPage, problem, USER_SELECT, type WirePage } from "./wire.ts";

export type DirectoryConfig = {
  http: Http;
  clock: Clock;
  /** Graph's base address without the version. */
  graphUrl: string;
  /** An app-only token of the tenant; `isFresh` asks for one that no cache has seen. */
  tokenFor(isFresh: boolean): Promise<string>;
};

/** A tenant's users through `/users/delta`: all of them without a link, the changes since then with one. */
export function createDirectorySource(config: DirectoryConfig): DirectorySource {
  const base = new URL(config.graphUrl);
  const first = `${config.graphUrl.replace(/\/$/, "")}/v1.0/users/delta?$select=${USER_SELECT}`;
  return {
    async *changes(deltaLink, signal) {
      for (let link: string | undefined = deltaLink ?? first; link !== undefined;) {
        const url: URL = parseLink(link, base);
        const page: WirePage = await withRetries(() => readPage(config, url, signal), config.clock, signal);
        yield directoryPageOf(page);
        link = page["@odata.nextLink"];
      }
    },
  };
}

/** A link is followed with a token, so only to where tokens are meant for; one of another place is of no use any more. */
function parseLink(link: string, base: URL): URL {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.origin === base.origin) return url;
  throw new Failure("directory-delta-expired", { kind: "permanent", scope: "connector" });
}

async function readPage(config: DirectoryConfig, url: URL, signal: AbortSignal): Promise<WirePage> {
  let answer = await ask(config, url, false, signal);
  for (
    let renewals = 0;
    answer.kind === "answer" && mayNewTokenHelp(answer.status, renewals);
    renewals += 1
  ) {
    answer = await ask(config, url, true, signal);
  }
  if (answer.kind === "no-answer") throw unreachable(answer.cause);
  if (answer.status !== 200) throw failureOf(answer, config.clock.now());
  const page = deltaPage.safeParse(parseJson(answer.text));
  if (!page.success) throw unreachable(undefined);
  return page.data;
}

async function ask(
  config: DirectoryConfig,
  url: URL,
  isFresh: boolean,
  signal: AbortSignal,
): Promise<HttpAnswer | NoAnswer> {
  const headers = { authorization: `Bearer ${await config.tokenFor(isFresh)}`, accept: "application/json" };
  return config.http.exchange({
    method: "GET",
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    headers,
    signal,
  });
}

/** Told from status and code. Source: Graph error responses; delta query, synchronization reset. */
function failureOf(answer: HttpAnswer, now: Date): Failure {
  const code = problem.safeParse(parseJson(answer.text)).data?.error.code;
  const requestId = headerOf(answer.headers, "request-id");
  const options = { scope: "connector", ...(requestId !== undefined && { requestId }) } as const;
  if (answer.status === 410 || code === "syncStateNotFound" || code === "resyncRequired") {
    return new Failure("directory-delta-expired", { kind: "permanent", ...options });
  }
  if (answer.status === 401 || answer.status === 403)
    return new Failure("consent-missing", { kind: "permanent", ...options });
  const waitMs = retryAfterMs(answer.headers, now);
  const wish = waitMs !== undefined && { retryAfterMs: waitMs };
  // Being asked to slow down is no failure of the directory.
  if (answer.status === 429) return new Failure("throttled", { kind: "transient", ...options, ...wish });
  return new Failure("directory-unreachable", {
    kind: "transient",
    ...options,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

function unreachable(cause: unknown): Failure {
  return new Failure("directory-unreachable", { kind: "transient", scope: "connector", cause });
}
