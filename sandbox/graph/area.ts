import { setTimeout as sleep } from "node:timers/promises";
import { type Area, type Head, type Ticket, originOf } from "../http/call.ts";
import { createRouter, segmentsOf } from "../http/router.ts";
import { DROP, empty, withHeaders, type Reply } from "../http/reply.ts";
import { type GraphClaims } from "../entra/graph-tokens.ts";
import { type Sandbox, type SandboxHolder } from "../sandbox.ts";
import { type FaultTarget } from "../faults.ts";
import { authorize, claimsOf } from "./authorize.ts";
import { badRequest, clientRequestId, GraphProblem, problemAnswer } from "./problem.ts";
import { type GraphRequest, type GraphRoute } from "./request.ts";
import { retryAfterHeader } from "../retry-after.ts";

/**
 * Source: Graph, maximum request size; "attach files under 3 MB in one POST". A file just under 3 MB is 4 MB of base64,
 * so there is room for the little JSON around it: else neither way would be open to it.
 */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024 + 512;

type Dispatch = GraphRequest["dispatch"];

/** A request on its way: everything that is known of it before its body is. */
interface Arrival {
  readonly sandbox: Sandbox;
  readonly head: Head;
  readonly route: GraphRoute | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly version: "v1.0" | "beta";
  readonly userKey: string | undefined;
  /** Key of the mailbox's limits, undefined for requests that touch no mailbox. */
  readonly mailboxKey: string | undefined;
  readonly inFlight: number;
  readonly target: FaultTarget;
  readonly dispatch: Dispatch;
}

export function graphArea(holder: SandboxHolder, routes: readonly GraphRoute[]): Area {
  const routers = {
    "v1.0": createRouter(routes.filter((route) => route.version === undefined).map(entryOf)),
    beta: createRouter(routes.map(entryOf)),
  };
  const area: Area = (head) => {
    const [, version, ...segments] = withKeySegments(segmentsOf(head.path));
    const known = version === "v1.0" || version === "beta" ? version : undefined;
    const found = known === undefined ? undefined : routers[known].find(head.method, segments);
    return ticketOf(arrive(holder.current, head, known ?? "v1.0", segments, found, dispatch));
  };
  const dispatch: Dispatch = async (head, body) => {
    const ticket = area(head);
    try {
      return await ticket.run(body);
    } finally {
      ticket.release();
    }
  };
  return area;
}

/** `servicePrincipals(appId='x')` as the segments `servicePrincipalsByAppId/x`. */
function withKeySegments(segments: string[]): string[] {
  return segments.flatMap((segment) => {
    const appId = /^servicePrincipals\(appId='([^']*)'\)$/i.exec(segment)?.[1];
    return appId === undefined ? [segment] : ["servicePrincipalsByAppId", appId];
  });
}

function entryOf(route: GraphRoute): { method: string; pattern: string; value: GraphRoute } {
  return { method: route.method, pattern: route.pattern, value: route };
}

function arrive(
  sandbox: Sandbox,
  head: Head,
  version: Arrival["version"],
  segments: readonly string[],
  found: { readonly value: GraphRoute; readonly params: Record<string, string> } | undefined,
  dispatch: Dispatch,
): Arrival {
  const route = found?.value;
  const userKey = segments[0]?.toLowerCase() === "users" && segments.length > 2 ? segments[1] : undefined;
  const user = userKey === undefined ? undefined : sandbox.directory.findAnywhere(userKey);
  const request = route?.kind ?? "graph.unknown";
  const plain = { sandbox, head, route, params: found?.params ?? {}, version, userKey, dispatch };
  if (user === undefined)
    return { ...plain, mailboxKey: undefined, inFlight: 0, target: { area: "graph", request } };
  const inFlight = sandbox.limits.enter(user.id);
  sandbox.stats.sawInFlight(user.id, inFlight);
  const target = { area: "graph", request, mailbox: [user.id, user.upn], tenant: [user.tenantId] };
  return { ...plain, mailboxKey: user.id, inFlight, target };
}

function ticketOf(arrival: Arrival): Ticket {
  const { sandbox, head } = arrival;
  const finish = (reply: Reply): Reply =>
    withHeaders(reply, { "request-id": head.id, "client-request-id": clientRequestId(head) });
  return {
    maxBodyBytes: MAX_REQUEST_BYTES,
    run(body) {
      sandbox.stats.countRequest(arrival.route?.kind ?? "graph.unknown");
      const delayMs = delayOf(arrival);
      if (delayMs > 0)
        return sleep(delayMs)
          .then(() => guarded(arrival, body))
          .then(finish);
      const reply = guarded(arrival, body);
      return reply instanceof Promise ? reply.then(finish) : finish(reply);
    },
    tooLarge: () =>
      finish(
        problem(
          arrival,
          new GraphProblem(413, "RequestEntityTooLarge", "The maximum request length supported is 4MB."),
        ),
      ),
    release() {
      if (arrival.mailboxKey !== undefined) sandbox.limits.leave(arrival.mailboxKey);
    },
  };
}

function delayOf(arrival: Arrival): number {
  const slow = arrival.sandbox.faults.strike("slow", arrival.target);
  const extra = slow === undefined ? 0 : Number(slow.params["ms"] ?? 1000);
  return arrival.sandbox.options.latencyMs + extra;
}

function guarded(arrival: Arrival, body: Buffer): Reply | Promise<Reply> {
  try {
    const reply = respond(arrival, body);
    return reply instanceof Promise ? reply.catch((error: unknown) => problem(arrival, error)) : reply;
  } catch (error) {
    return problem(arrival, error);
  }
}

function problem(arrival: Arrival, error: unknown): Reply {
  if (!(error instanceof GraphProblem)) throw error;
  const { sandbox, head, target } = arrival;
  const inner =
    sandbox.faults.strike("innererror-spelling", target) === undefined ? "innerError" : "innererror";
  return problemAnswer(head, error, sandbox.options.now(), inner);
}

function respond(arrival: Arrival, body: Buffer): Reply | Promise<Reply> {
  const struck = struckBefore(arrival);
  if (struck !== undefined) return struck;
  const claims = claimsOf(arrival.sandbox, arrival.head);
  return claims instanceof Promise
    ? claims.then((known) => answer(arrival, body, known))
    : answer(arrival, body, claims);
}

/** Faults that strike before Graph looks at the request. */
function struckBefore(arrival: Arrival): Reply | undefined {
  const { faults, stats, options } = arrival.sandbox;
  if (faults.strike("drop-before-commit", arrival.target) !== undefined) return DROP;
  const unavailable = faults.strike("unavailable", arrival.target);
  if (unavailable !== undefined) return empty(503, retryAfterHeader(unavailable, options.now()));
  const throttle = faults.strike("throttle", arrival.target);
  if (faults.strike("token-expired", arrival.target) !== undefined) arrival.sandbox.tokens.revokeIssued();
  if (throttle === undefined) return undefined;
  stats.countThrottled();
  throw tooManyRequests("MailboxConcurrency", retryAfterHeader(throttle, options.now()));
}

function answer(arrival: Arrival, body: Buffer, claims: GraphClaims): Reply | Promise<Reply> {
  const { sandbox, head, route, params, version } = arrival;
  if (route === undefined)
    throw badRequest(`Resource not found for the segment '${segmentsOf(head.path).at(-1) ?? ""}'.`);
  keepLimits(arrival, body.length);
  const { user, mailbox } = authorize(sandbox, claims, route, arrival.userKey, arrival.target);
  const base = `${originOf(head)}/graph/${version}`;
  const reply = route.handler({
    sandbox,
    call: { ...head, params, body },
    claims,
    version,
    base,
    user,
    mailbox,
    dispatch: arrival.dispatch,
  });
  return reply instanceof Promise
    ? reply.then((made) => struckAfter(arrival, made))
    : struckAfter(arrival, reply);
}

function keepLimits(arrival: Arrival, bodyBytes: number): void {
  const { sandbox, mailboxKey, inFlight } = arrival;
  if (mailboxKey === undefined) return;
  const excess = sandbox.limits.excess(mailboxKey, inFlight, bodyBytes, sandbox.options.now());
  if (excess === undefined) return;
  sandbox.stats.countThrottled();
  throw tooManyRequests(excess.limit, { "retry-after": String(excess.retryAfterSeconds) });
}

function tooManyRequests(limit: string, headers: Record<string, string>): GraphProblem {
  return new GraphProblem(429, "ApplicationThrottled", `Application is over its ${limit} limit.`, headers);
}

/** Faults that strike when the message stands in the mailbox already: the makers of duplicates. */
function struckAfter(arrival: Arrival, reply: Reply): Reply {
  if (arrival.route?.kind !== "graph.messages.create" || reply.kind !== "answer" || reply.status !== 201)
    return reply;
  if (arrival.sandbox.faults.strike("commit-then-drop", arrival.target) !== undefined) return DROP;
  if (arrival.sandbox.faults.strike("server-error-after-commit", arrival.target) === undefined) return reply;
  throw new GraphProblem(
    500,
    "ErrorInternalServerError",
    "An internal server error occurred. The operation failed.",
  );
}
