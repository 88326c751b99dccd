import { type Head } from "../http/call.ts";
import { json, type Answer } from "../http/reply.ts";

/** Thrown by a handler to answer with Graph's error envelope. */
export class GraphProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Source: Graph error responses. The inner key is seen as `innerError` and, on some backends, as `innererror`. */
export function problemAnswer(
  head: Head,
  problem: GraphProblem,
  nowMs: number,
  innerKey = "innerError",
): Answer {
  const inner = {
    date: new Date(nowMs).toISOString().slice(0, 19),
    "request-id": head.id,
    "client-request-id": clientRequestId(head),
  };
  return json(
    problem.status,
    { error: { code: problem.code, message: problem.message, [innerKey]: inner } },
    problem.headers,
  );
}

export function clientRequestId(head: Head): string {
  const sent = head.headers["client-request-id"];
  return typeof sent === "string" ? sent : head.id;
}

export function badRequest(message: string, code = "BadRequest"): GraphProblem {
  return new GraphProblem(400, code, message);
}

/** A query that cannot be parsed against the model. */
export function badQuery(message: string): GraphProblem {
  return new GraphProblem(400, "RequestBroker--ParseUri", message);
}

export function itemNotFound(): GraphProblem {
  return new GraphProblem(404, "ErrorItemNotFound", "The specified object was not found in the store.");
}

export function accessDenied(): GraphProblem {
  return new GraphProblem(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
}

/** A mailbox outside the application's scope. Source: field reports of RAOP refusals. */
export function outOfScope(): GraphProblem {
  return new GraphProblem(
    403,
    "ErrorAccessDenied",
    "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.",
  );
}

export function noPrivilege(): GraphProblem {
  return new GraphProblem(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}

export function noMailbox(): GraphProblem {
  return new GraphProblem(
    404,
    "MailboxNotEnabledForRESTAPI",
    "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
  );
}

export function mailboxFull(): GraphProblem {
  return new GraphProblem(
    507,
    "ErrorQuotaExceeded",
    "The mailbox has exceeded its storage quota., Cannot save changes made to an item to store.",
  );
}
