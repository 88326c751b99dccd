import { isRecord, isStringArray, stringIn, type JsonRecord } from "../http/guards.ts";
import { json, type Reply } from "../http/reply.ts";
import { type Head } from "../http/call.ts";
import { badRequest } from "./problem.ts";
import { bodyOf, type GraphRequest } from "./request.ts";

const MAX_REQUESTS = 20;
/** Graph passes at most four of a batch to Outlook at a time. Source: JSON batching, known limits. */
const AT_ONCE = 4;

interface SubRequest {
  readonly id: string;
  readonly head: Head;
  readonly body: Buffer;
  readonly dependsOn: readonly string[];
}

interface SubResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** `POST /$batch`: each request counts, is limited and fails on its own; dependants of a failed one get 424. */
export async function batch(request: GraphRequest): Promise<Reply> {
  const list = bodyOf(request)["requests"];
  if (!Array.isArray(list) || list.length === 0) throw badRequest("The batch holds no requests.");
  if (list.length > MAX_REQUESTS)
    throw badRequest(
      `Number of batch request steps exceeds the maximum value of ${MAX_REQUESTS}.`,
      "MaximumValueExceeded",
    );
  const requests = list.map((entry) => subRequest(request, entry));
  refuseTangles(requests);
  const slots = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  const answers = new Map<string, Promise<SubResponse>>();
  requests.forEach((one, at) => {
    const dependencies = one.dependsOn.flatMap((id) => answers.get(id) ?? []);
    const slot = slots[at % AT_ONCE] ?? Promise.resolve();
    const answered = slot.then(async () => answerOf(request, one, await Promise.all(dependencies)));
    slots[at % AT_ONCE] = answered.then(() => undefined);
    answers.set(one.id, answered);
  });
  return json(200, { responses: await Promise.all(answers.values()) });
}

async function answerOf(
  request: GraphRequest,
  one: SubRequest,
  dependencies: readonly SubResponse[],
): Promise<SubResponse> {
  if (dependencies.some((dependency) => dependency.status >= 400)) {
    const error = {
      code: "FailedDependency",
      message: "The request failed because a request that it depends on failed.",
    };
    return { id: one.id, status: 424, headers: { "Content-Type": "application/json" }, body: { error } };
  }
  const reply = await request.dispatch(one.head, one.body);
  if (reply.kind === "drop") return { id: one.id, status: 504, headers: {} };
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [titled(name), String(value)]),
  );
  const isJson = headers["Content-Type"]?.startsWith("application/json") === true;
  const text = reply.body.toString();
  if (text === "") return { id: one.id, status: reply.status, headers };
  return {
    id: one.id,
    status: reply.status,
    headers,
    body: isJson ? JSON.parse(text) : Buffer.from(reply.body).toString("base64"),
  };
}

function subRequest(request: GraphRequest, entry: unknown): SubRequest {
  const value = isRecord(entry) ? entry : {};
  const [id, method, url] = [stringIn(value, "id"), stringIn(value, "method"), stringIn(value, "url")];
  if (id === undefined || method === undefined || url === undefined)
    throw badRequest("Each request of a batch needs id, method and url.");
  const dependsOn = isStringArray(value["dependsOn"]) ? value["dependsOn"] : [];
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const head: Head = {
    method: method.toUpperCase(),
    path: `/graph/${request.version}${path.startsWith("/") ? path : `/${path}`}`,
    search: mark < 0 ? "" : url.slice(mark + 1),
    headers: {
      ...headersOf(value),
      host: request.call.headers.host,
      authorization: request.call.headers.authorization,
    },
    id: `${request.call.id}.${id}`,
  };
  return { id, head, body: bodyBytes(value), dependsOn };
}

function headersOf(value: JsonRecord): Record<string, string> {
  const headers = isRecord(value["headers"]) ? value["headers"] : {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]),
  );
}

function bodyBytes(value: JsonRecord): Buffer {
  const body = value["body"];
  if (body === undefined || body === null) return Buffer.alloc(0);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** Ids are unique, and dependencies name requests that stand before. */
function refuseTangles(requests: readonly SubRequest[]): void {
  const seen = new Set<string>();
  for (const one of requests) {
    if (seen.has(one.id)) throw badRequest(`The id '${one.id}' is used more than once in the batch.`);
    if (one.dependsOn.some((id) => !seen.has(id)))
      throw badRequest("dependsOn must name earlier requests of the batch.");
    seen.add(one.id);
  }
}

function titled(name: string): string {
  return name.replaceAll(/(^|-)([a-z])/g, (part) => part.toUpperCase());
}
