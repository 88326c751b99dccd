import { asRecord, isStringArray, numberIn, stringIn } from "../http/guards.ts";
import { json, type Reply } from "../http/reply.ts";
import { type DirectoryUser } from "../store/directory.ts";
import { GraphProblem } from "./problem.ts";
import { pickProperties, queryOptions, selected } from "./query.ts";
import { type GraphRequest } from "./request.ts";
import { DEFAULT_USER_PROPERTIES, USER_PROPERTIES, USER_TYPE } from "./users.ts";

const PAGE = 200;

/** Where a round of delta stands. A token carries it, so that rounds need no memory here. */
interface Round {
  readonly epoch: string;
  readonly select: readonly string[];
  /** Changes after this serial belong to the round. */
  readonly since: number;
  /** Serial at the start of the round: the delta link continues from it. */
  readonly upTo: number;
  /** Id of the last user of the page before. */
  readonly after: string;
}

/** Source: Graph, user: delta. A first round lists everybody who is there; later rounds what has changed. */
export function usersDelta(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select", "$skiptoken", "$deltatoken"]);
  const round = roundOf(
    request,
    options.get("$skiptoken") ?? options.get("$deltatoken"),
    selected(options, USER_PROPERTIES, USER_TYPE),
  );
  const changed = request.sandbox.directory
    .changedSince(request.claims.tenantId, round.since)
    .filter((user) => user.id > round.after && (round.since > 0 || user.removed === undefined));
  const page = changed.slice(0, PAGE);
  const last = page.at(-1);
  const link =
    changed.length > PAGE && last !== undefined
      ? { "@odata.nextLink": linkOf(request, "$skiptoken", { ...round, after: last.id }) }
      : { "@odata.deltaLink": linkOf(request, "$deltatoken", { ...round, since: round.upTo, after: "" }) };
  return json(200, {
    "@odata.context": `${request.base}/$metadata#users(${round.select.join(",")})`,
    ...link,
    value: page.map((user) => changeOf(user, round.select)),
  });
}

function changeOf(user: DirectoryUser, select: readonly string[]): Record<string, unknown> {
  if (user.removed !== undefined) return { id: user.id, "@removed": { reason: user.removed } };
  const picked = pickProperties(user.entry, select.includes("id") ? select : [...select, "id"]);
  return Object.fromEntries(Object.entries(picked).filter(([, value]) => value !== null));
}

function roundOf(
  request: GraphRequest,
  token: string | undefined,
  select: readonly string[] | undefined,
): Round {
  const { directory, epoch, faults } = request.sandbox;
  const upTo = directory.lastChange();
  if (token === undefined)
    return { epoch, select: select ?? DEFAULT_USER_PROPERTIES, since: 0, upTo, after: "" };
  if (token === "latest")
    return { epoch, select: select ?? DEFAULT_USER_PROPERTIES, since: upTo, upTo, after: "" };
  const value = asRecord(parsed(token));
  const names = value["select"];
  const expired = faults.strike("delta-expired", {
    area: "graph",
    request: "graph.users.delta",
    tenant: [request.claims.tenantId],
  });
  if (expired !== undefined || stringIn(value, "epoch") !== epoch || !isStringArray(names))
    throw expiredToken(request);
  const after = stringIn(value, "after") ?? "";
  return {
    epoch,
    select: names,
    since: numberIn(value, "since") ?? 0,
    upTo: after === "" ? upTo : (numberIn(value, "upTo") ?? upTo),
    after,
  };
}

/** Source: Graph delta query, synchronization reset: 410 with a Location to start anew. */
function expiredToken(request: GraphRequest): GraphProblem {
  return new GraphProblem(
    410,
    "syncStateNotFound",
    "The sync state generation is not found; start a full synchronization.",
    {
      location: `${request.base}/users/delta?$deltatoken=`,
    },
  );
}

function linkOf(request: GraphRequest, name: string, round: Round): string {
  const token = Buffer.from(JSON.stringify(round)).toString("base64url");
  return `${request.base}/users/delta?${name}=${token}`;
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
