import { randomUUID } from "node:crypto";
import { headerOf, type Http, type HttpRequest, mayNewTokenHelp, retryAfterMs } from "#lib/http.ts";
import type { Cost } from "#lib/domain/mailbox-usage.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { MailboxHold } from "#lib/pipeline/ports/mailbox.ts";
import { failureOf, type GraphRefusal, isThrottle, unanswered } from "./failures.ts";
import type { Limiter, Verdict } from "./limiter.ts";
import { pay } from "./mailbox-budget.ts";
import type { MailboxTurnstile } from "./mailbox-turnstile.ts";
import { problemOf } from "./wire.ts";

export type GraphRequest = {
  method: HttpRequest["method"];
  /** Below `/v1.0/users/{id}/`, query included; or a whole address of Graph's own making. */
  path: string | URL;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** The address is its own authority, as of an upload session: no token travels with it. */
  isAnonymous?: boolean;
  /** Carrying it out twice is as good as once. */
  isRepeatable: boolean;
  signal: AbortSignal;
};

export type GraphAnswer = GraphRefusal & { text: string };

/** Requests to one mailbox, within all limits. */
export type GraphClient = {
  /**
   * Any answer but a throttle.
   * @throws Failure `throttled`, `claim-lost`; `mailbox-unreachable` when none came; the token's
   */
  send(request: GraphRequest): Promise<GraphAnswer>;
  /** A client for requests that belong together: paid for at once, so that none of them is held back midway. */
  prepay(cost: Cost): GraphClient;
  /** Whether an address is of the configured Graph, so that the token may travel there. */
  isOfGraph(address: URL): boolean;
};

export type GraphAccess = {
  http: Http;
  clock: Clock;
  graphUrl: URL;
  /** An app-only token of the mailbox's tenant. */
  tokenFor: (options?: { fresh?: boolean }) => Promise<string>;
  /** Whether a token shows that the organization lets the application write mail. */
  showsConsent: (token: string) => boolean;
  limiter: Limiter;
  /** The mailbox, over all tenants. */
  mailbox: string;
};

export function createGraphClient(
  access: GraphAccess,
  turnstile: MailboxTurnstile,
  hold: MailboxHold,
  userId: string,
): GraphClient {
  const { http, clock, graphUrl, tokenFor, showsConsent, limiter, mailbox } = access;
  const base = `${graphUrl.pathname.replace(/\/+$/, "")}/v1.0/users/${encodeURIComponent(userId)}/`;
  const isOfGraph = (address: URL) => address.origin === graphUrl.origin;

  const exchange = async (request: GraphRequest, authorization: string | undefined): Promise<GraphAnswer> => {
    const { method, path, body, isRepeatable, signal } = request;
    const isWhole = path instanceof URL;
    // Waits for places, turns and tokens lie behind: only now is it certain that nobody else holds the mailbox.
    await hold.confirm();
    const answer = await http.exchange({
      method,
      origin: isWhole ? path.origin : graphUrl.origin,
      path: isWhole ? path.pathname + path.search : base + path,
      headers: headersOf(request, authorization),
      ...(body !== undefined && { body }),
      signal,
    });
    if (answer.kind === "no-answer") throw unanswered(answer.isSent && !isRepeatable, answer.cause);
    const { status, headers, text } = answer;
    if (status < 300) return { status, text, code: "", requestId: undefined, retryAfterMs: undefined };
    const problem = problemOf(text);
    const requestId = problem.requestId ?? headerOf(headers, "request-id");
    return { status, text, code: problem.code, requestId, retryAfterMs: retryAfterMs(headers, clock.now()) };
  };

  /**
   * A refused token is exchanged for a new one: by the one that another request has got already, or by Entra's. A
   * refusal to let it in too, since it may be older than a consent, or than its withdrawal. Tokens may expire faster
   * than they arrive here, so that one new token refused proves nothing yet.
   */
  const authorized = async (request: GraphRequest): Promise<GraphAnswer> => {
    if (request.isAnonymous) return exchange(request, undefined);
    let token = await tokenFor();
    let answer = await exchange(request, token);
    for (let renewals = 0; mayNewTokenHelp(answer.status, renewals); renewals += 1) {
      const current = await tokenFor();
      token = current === token ? await tokenFor({ fresh: true }) : current;
      hold.usage.add(clock.now().getTime(), costOfOne(request));
      answer = await exchange(request, token);
    }
    return answer.status === 403 ? { ...answer, lacksConsent: !showsConsent(token) } : answer;
  };

  const sendPaid = async (request: GraphRequest): Promise<GraphAnswer> => {
    const leave = await turnstile.enter(request.signal);
    try {
      const release = await limiter.acquire(mailbox, request.signal);
      let verdict: Verdict = "other";
      try {
        const answer = await authorized(request);
        if (answer.status < 300) verdict = "accepted";
        if (!isThrottle(answer)) return answer;
        verdict = "throttled";
        throw failureOf(answer, request.isRepeatable);
      } finally {
        release(verdict);
      }
    } finally {
      leave();
    }
  };

  const payFor = (cost: Cost) => pay(hold.usage, clock.now().getTime(), cost);
  const send = async (request: GraphRequest) => {
    payFor(costOfOne(request));
    return sendPaid(request);
  };
  const prepay = (cost: Cost): GraphClient => {
    payFor(cost);
    let rest = cost;
    return {
      isOfGraph,
      prepay,
      send: (request) => {
        const one = costOfOne(request);
        if (one.requests > rest.requests || one.uploadBytes > rest.uploadBytes) return send(request);
        rest = {
          requests: rest.requests - one.requests,
          uploadBytes: rest.uploadBytes - one.uploadBytes,
        };
        return sendPaid(request);
      },
    };
  };
  return { isOfGraph, prepay, send };
}

/** Ids that stay when users move messages. Source: Graph, "Immutable identifiers for Outlook resources". */
const IMMUTABLE_IDS = 'IdType="ImmutableId"';

function headersOf(request: GraphRequest, token: string | undefined): Record<string, string> {
  if (token === undefined) return request.headers ?? {};
  return {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    prefer: IMMUTABLE_IDS,
    "client-request-id": randomUUID(),
    ...(request.body !== undefined && { "content-type": "application/json" }),
    ...request.headers,
  };
}

function costOfOne({ body }: GraphRequest): Cost {
  if (body === undefined) return { requests: 1, uploadBytes: 0 };
  return { requests: 1, uploadBytes: typeof body === "string" ? Buffer.byteLength(body) : body.byteLength };
}
