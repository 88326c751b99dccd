import { setTimeout as sleep } from "node:timers/promises";
import { type Area, type Head, queryOf } from "../http/call.ts";
import { DROP, empty, json, type Reply } from "../http/reply.ts";
import { retryAfterHeader } from "../retry-after.ts";
import { type Sandbox, type SandboxHolder } from "../sandbox.ts";
import { attachmentGraphId } from "../store/attachments.ts";
import { type UploadSession } from "../store/uploads.ts";
import { attach } from "./attachments.ts";
import { GraphProblem, problemAnswer } from "./problem.ts";

/** "Less than 4 MB each". Source: Graph, attach large files to Outlook messages. */
const MAX_PART_BYTES = 4 * 1024 * 1024 - 1;
const RANGE = /^bytes (\d+)-(\d+)\/(\d+)$/;

/**
 * The server of upload sessions: another host than Graph's, which knows the caller by the token in the address and
 * refuses an Authorization header.
 */
export function uploadArea(holder: SandboxHolder): Area {
  return (head) => {
    const sandbox = holder.current;
    const session = sandbox.uploads.find(queryOf(head).get("authtoken") ?? "", sandbox.options.now());
    const inFlight = session === undefined ? 0 : sandbox.limits.enter(session.userId);
    if (session !== undefined) sandbox.stats.sawInFlight(session.userId, inFlight);
    const refuse = (error: unknown): Reply => {
      if (error instanceof GraphProblem) return problemAnswer(head, error, sandbox.options.now());
      throw error;
    };
    return {
      maxBodyBytes: MAX_PART_BYTES,
      async run(body) {
        sandbox.stats.countRequest(`upload.${head.method.toLowerCase()}`);
        await sleep(sandbox.options.latencyMs);
        try {
          return answer(sandbox, head, session, body, inFlight);
        } catch (error) {
          return refuse(error);
        }
      },
      tooLarge: () =>
        refuse(new GraphProblem(413, "RequestEntityTooLarge", "A part must be smaller than 4 MB.")),
      release() {
        if (session !== undefined) sandbox.limits.leave(session.userId);
      },
    };
  };
}

function answer(
  sandbox: Sandbox,
  head: Head,
  session: UploadSession | undefined,
  body: Buffer,
  inFlight: number,
): Reply {
  if (head.headers.authorization !== undefined) {
    throw new GraphProblem(
      401,
      "InvalidAudience",
      "The audience claim value is invalid for the upload endpoint; send no Authorization header.",
    );
  }
  if (session === undefined)
    throw new GraphProblem(404, "ErrorItemNotFound", "The upload session was not found.");
  const struck = struckBefore(sandbox, head, session);
  if (struck !== undefined) return struck;
  const excess = sandbox.limits.excess(session.userId, inFlight, body.length, sandbox.options.now());
  if (excess !== undefined) {
    sandbox.stats.countThrottled();
    throw new GraphProblem(429, "ApplicationThrottled", `Application is over its ${excess.limit} limit.`, {
      "retry-after": String(excess.retryAfterSeconds),
    });
  }
  if (head.method === "PUT") return receivePart(sandbox, head, session, body);
  if (head.method === "GET") return progressOf(session);
  if (head.method !== "DELETE")
    throw new GraphProblem(405, "ErrorInvalidRequest", "The method is not allowed.");
  sandbox.uploads.end(session);
  return empty(204);
}

function struckBefore(sandbox: Sandbox, head: Head, session: UploadSession): Reply | undefined {
  const target = {
    area: "graph",
    request: `upload.${head.method.toLowerCase()}`,
    mailbox: [session.userId, sandbox.directory.findAnywhere(session.userId)?.upn ?? ""],
    tenant: [session.tenantId],
  };
  if (sandbox.faults.strike("drop-before-commit", target) !== undefined) return DROP;
  const unavailable = sandbox.faults.strike("unavailable", target);
  if (unavailable !== undefined) return empty(503, retryAfterHeader(unavailable, sandbox.options.now()));
  const throttle = sandbox.faults.strike("throttle", target);
  if (throttle === undefined) return undefined;
  sandbox.stats.countThrottled();
  return empty(429, retryAfterHeader(throttle, sandbox.options.now()));
}

/** Parts arrive in order and without gaps. */
function receivePart(sandbox: Sandbox, head: Head, session: UploadSession, body: Buffer): Reply {
  const [, start, end, total] = (RANGE.exec(head.headers["content-range"] ?? "") ?? []).map(Number);
  if (start === undefined || end === undefined || total === undefined) {
    throw new GraphProblem(400, "ErrorInvalidRequest", "The Content-Range header is missing or malformed.");
  }
  if (total !== session.sizeBytes || end - start + 1 !== body.length) {
    throw new GraphProblem(
      400,
      "ErrorInvalidRequest",
      "The Content-Range header does not fit the session or the bytes.",
    );
  }
  if (start !== session.received) {
    throw new GraphProblem(
      416,
      "ErrorInvalidRange",
      `The range is not expected; next expected is ${session.received}-.`,
    );
  }
  sandbox.uploads.append(session, body);
  return session.received < session.sizeBytes ? progressOf(session) : finish(sandbox, session);
}

/** Written as Exchange does: a capital E, and a range without its dash. Source: attach large files, example. */
function progressOf(session: UploadSession): Reply {
  return json(200, {
    "@odata.context":
      "https://outlook.office.com/api/v2.0/$metadata#Users('')/Messages('')/AttachmentSessions/$entity",
    ExpirationDateTime: new Date(session.expiresMs).toISOString(),
    nextExpectedRanges: [String(session.received)],
  });
}

function finish(sandbox: Sandbox, session: UploadSession): Reply {
  const mailbox = sandbox.folders.find(session.userId);
  const message = mailbox === undefined ? undefined : sandbox.messages.find(mailbox, session.messageId);
  if (message === undefined)
    throw new GraphProblem(404, "ErrorItemNotFound", "The message of the upload session is gone.");
  const { name, contentType, inline, contentId } = session;
  const stored = attach(sandbox, message, {
    name,
    contentType,
    inline,
    contentId,
    bytes: sandbox.uploads.bytes(session),
  });
  sandbox.uploads.end(session);
  const location = `https://outlook.office.com/api/v2.0/Users('${session.userId}')/Messages('${session.messageId}')/Attachments('${attachmentGraphId(stored.id)}')`;
  return empty(201, { location });
}
