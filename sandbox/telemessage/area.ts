import { createHash } from "node:crypto";
import { isRecord, stringIn } from "../http/guards.ts";
import { handlerArea, type HandlerContext } from "../http/handler-area.ts";
import { type Area, jsonOf, queryOf } from "../http/call.ts";
import { bytes, DROP, empty, json, type Reply } from "../http/reply.ts";
import { retryAfterHeader } from "../retry-after.ts";
import { type SandboxHolder } from "../sandbox.ts";
import { VENDOR_ACCOUNTS, type VendorAccount } from "../world.ts";
import { type Archive } from "./archive.ts";
import { listing } from "./listing.ts";
import { VendorProblem, vendorProblemAnswer } from "./problem.ts";

const MAX_BODY_BYTES = 64 * 1024;

/** The archive service as docs/vendor-protocol.md defines it. */
export function telemessageArea(holder: SandboxHolder): Area {
  const route = (
    method: string,
    pattern: string,
    kind: string,
    handle: (context: HandlerContext) => Reply,
  ) => ({
    method,
    pattern,
    value: { kind, handle: (context: HandlerContext) => vendorDown(context, kind) ?? handle(context) },
  });
  return handlerArea(
    holder,
    [
      route("POST", "v1/sessions", "vendor.sessions", openSession),
      route("GET", "v1/messages", "vendor.list", listMessages),
      route("GET", "v1/messages/:id/eml", "vendor.download", downloadEml),
      route("GET", "v1/account", "vendor.account", showAccount),
    ],
    {
      faults: "telemessage",
      maxBodyBytes: MAX_BODY_BYTES,
      skip: 1,
      problem: (error) => (error instanceof VendorProblem ? vendorProblemAnswer(error) : undefined),
    },
  );
}

function vendorDown({ sandbox }: HandlerContext, kind: string): Reply | undefined {
  const fault = sandbox.faults.strike("vendor-down", { area: "telemessage", request: kind });
  if (fault === undefined) return undefined;
  return fault.params["mode"] === "reset" ? DROP : empty(503, retryAfterHeader(fault, sandbox.options.now()));
}

function openSession({ sandbox, call }: HandlerContext): Reply {
  const body = jsonOf(call);
  const username = isRecord(body) ? stringIn(body, "username") : undefined;
  const password = isRecord(body) ? stringIn(body, "password") : undefined;
  if (username === undefined || password === undefined)
    throw new VendorProblem(400, "invalid_request", "username and password are required");
  const account = VENDOR_ACCOUNTS.find((one) => one.username === username);
  const refused =
    sandbox.faults.strike("wrong-password", { area: "telemessage", request: "vendor.sessions" }) !==
    undefined;
  if (account === undefined || account.password !== password || refused) {
    throw new VendorProblem(401, "invalid_credentials", "The user name or the password is not right.");
  }
  if (account.state === "locked") throw new VendorProblem(403, "account_locked", "The account is locked.");
  if (account.state === "pin")
    throw new VendorProblem(423, "pin_required", "The account asks for a PIN sent by SMS.");
  const session = sandbox.vendorSessions.open(account.username, sandbox.options.now());
  return json(200, { token: session.token, expiresAt: new Date(session.expiresMs).toISOString() });
}

function showAccount(context: HandlerContext): Reply {
  const { account } = signedIn(context);
  const { username, archivePlan, carrier, tenant } = account;
  return json(200, { company: tenant.displayName, username, archivePlan, carrier });
}

function listMessages(context: HandlerContext): Reply {
  const query = queryOf(context.call);
  const { archive, token } = signedIn(context);
  const midway =
    query.has("cursor") &&
    context.sandbox.faults.strike("vendor-session-expired", { area: "telemessage", request: "vendor.list" });
  if (midway) context.sandbox.vendorSessions.end(token);
  if (midway) return vendorProblemAnswer(sessionExpired());
  return json(200, listing(archive, query, context.sandbox.options.pageItems));
}

function downloadEml(context: HandlerContext): Reply {
  const { archive } = signedIn(context);
  const item = archive.find(context.call.params["id"] ?? "");
  if (item === undefined) throw new VendorProblem(404, "not_found", "There is no such message.");
  const eml = item.eml();
  const headers = {
    "content-type": "message/rfc822",
    "content-length": String(eml.length),
    etag: `"${createHash("sha256").update(eml).digest("hex")}"`,
  };
  const cut = context.sandbox.faults.strike("vendor-truncated", {
    area: "telemessage",
    request: "vendor.download",
  });
  if (cut === undefined) return bytes(200, eml, headers);
  return {
    kind: "drop",
    partial: { kind: "answer", status: 200, headers, body: eml.subarray(0, Math.floor(eml.length / 2)) },
  };
}

function signedIn({ sandbox, call }: HandlerContext): {
  readonly account: VendorAccount;
  readonly archive: Archive;
  readonly token: string;
} {
  const header = call.headers.authorization;
  if (header === undefined || !/^Bearer /i.test(header))
    throw new VendorProblem(401, "unauthorized", "A session is required.");
  const token = header.slice(7);
  const session = sandbox.vendorSessions.find(token, sandbox.options.now());
  const account = VENDOR_ACCOUNTS.find((one) => one.username === session?.account);
  const archive = account === undefined ? undefined : sandbox.archives.get(account.username);
  if (account === undefined || archive === undefined) throw sessionExpired();
  return { account, archive, token };
}

function sessionExpired(): VendorProblem {
  return new VendorProblem(401, "session_expired", "The session is over; sign in again.");
}
