import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tracer } from "./tracer.ts";

type Started = { request: IncomingMessage; response: ServerResponse };

/** A span for each request that comes in: its route and the answer's status. */
export function traceRequests(tracer: Tracer): void {
  channel("http.server.request.start").subscribe((message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node says what it publishes on this channel
    const { request, response } = message as Started;
    const method = request.method ?? "GET";
    const route = routeOf(request.url ?? "/");
    const span = tracer.begin(`${method} ${route}`, { method, route }, "server");
    response.once("close", () => {
      span.end({ status: response.statusCode }, response.statusCode >= 500);
    });
  });
}

/** Every word that our addresses are made of. */
const WORDS = new Set(
  (
    "_next alerts api audit audit-log auth callback connectors consent consent-result created csrf data-connectors entra " +
    "error health live log mapping mapping-template metrics new no-role problems providers ready runs session settings " +
    "sign-in signin signout start static unmapped"
  ).split(" "),
);

/** An address without its query, and without whatever in it is not a word of ours: anybody may ask for anything. */
export function routeOf(url: string): string {
  const [path = ""] = url.split("?");
  const parts = path.split("/").slice(1, 9);
  return `/${parts.map((part) => (part === "" || WORDS.has(part) ? part : "{}")).join("/")}`;
}
