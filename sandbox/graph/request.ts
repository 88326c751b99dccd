import { type Call, type Head } from "../http/call.ts";
import { isRecord, type JsonRecord } from "../http/guards.ts";
import { type GraphClaims } from "../entra/graph-tokens.ts";
import { type Reply } from "../http/reply.ts";
import { type Sandbox } from "../sandbox.ts";
import { type DirectoryUser } from "../store/directory.ts";
import { type Mailbox } from "../store/folders.ts";
import { badRequest, itemNotFound } from "./problem.ts";

/** An authorized request on Graph, as its handler sees it. */
export interface GraphRequest {
  readonly sandbox: Sandbox;
  readonly call: Call;
  readonly claims: GraphClaims;
  readonly version: "v1.0" | "beta";
  /** `http://host:port/graph/v1.0` as the caller reached it. */
  readonly base: string;
  readonly user: DirectoryUser | undefined;
  readonly mailbox: Mailbox | undefined;
  /** Sends another request through Graph as if it had come from outside: for batches. */
  readonly dispatch: (head: Head, body: Buffer) => Promise<Reply>;
}

export type GraphHandler = (request: GraphRequest) => Reply | Promise<Reply>;

/** What a token must hold for a route. */
export type Permission =
  | "Mail.ReadWrite"
  | "User.Read.All"
  | "MailboxSettings.Read"
  | "Mail-Advanced.ReadWrite.All"
  | "Application.Read.All";

export interface GraphRoute {
  readonly method: string;
  readonly pattern: string;
  /** Name in /control/stats and in the `request` of a fault. */
  readonly kind: string;
  readonly permission: Permission | undefined;
  /** Whether the user of the path must have a mailbox. */
  readonly needsMailbox: boolean;
  readonly version?: "beta";
  readonly handler: GraphHandler;
}

export function mailboxOf(request: GraphRequest): Mailbox {
  if (request.mailbox === undefined) throw itemNotFound();
  return request.mailbox;
}

export function param(request: GraphRequest, name: string): string {
  return request.call.params[name] ?? "";
}

/** The JSON object of the body. */
export function bodyOf(request: GraphRequest): JsonRecord {
  const type = request.call.headers["content-type"] ?? "";
  if (!type.startsWith("application/json")) throw unreadableBody();
  let value: unknown;
  try {
    value = JSON.parse(request.call.body.toString("utf8"));
  } catch {
    throw unreadableBody();
  }
  if (!isRecord(value)) throw unreadableBody();
  return value;
}

/** Refuses properties that the type does not have. Source: Graph, RequestBodyRead errors. */
export function refuseUnknown(value: JsonRecord, known: ReadonlySet<string>, type: string): void {
  for (const key of Object.keys(value)) {
    if (known.has(key) || key.includes("@")) continue;
    throw badRequest(
      `The property '${key}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
      "RequestBodyRead",
    );
  }
}

function unreadableBody(): ReturnType<typeof badRequest> {
  return badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}
