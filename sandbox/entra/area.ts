import { handlerArea, type AreaRoute, type HandlerContext } from "../http/handler-area.ts";
import { type Area } from "../http/call.ts";
import { type Route } from "../http/router.ts";
import { type Reply } from "../http/reply.ts";
import { type SandboxHolder } from "../sandbox.ts";
import { tokenEndpoint } from "./token.ts";

const MAX_BODY_BYTES = 256 * 1024;

/** Microsoft Entra ID: metadata, sign-in, tokens and admin consent, at Entra's own paths. */
export function entraArea(holder: SandboxHolder): Area {
  return handlerArea(holder, ROUTES, { faults: "entra", maxBodyBytes: MAX_BODY_BYTES, skip: 1 });
}

const ROUTES: readonly Route<AreaRoute>[] = [
  route("POST", ":tenant/oauth2/v2.0/token", "entra.token", tokenEndpoint),
];

function route(
  method: string,
  pattern: string,
  kind: string,
  handle: (context: HandlerContext) => Reply | Promise<Reply>,
): Route<AreaRoute> {
  return { method, pattern, value: { kind, handle } };
}
