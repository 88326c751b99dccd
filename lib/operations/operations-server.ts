import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a supervisor and Prometheus may ask of a process. */
export type OperationsAnswers = {
  /** Whether the process does its work: if not, a supervisor starts it anew. */
  live: () => Promise<boolean> | boolean;
  /** Whether what it depends on can be reached, part by part: if not, work waits, and starting anew mends nothing. */
  ready: () => Promise<Record<string, boolean>>;
  metrics: () => Promise<{ contentType: string; text: string }>;
};

export type OperationsServer = { port: number; close(): Promise<void> };

/**
 * `/live`, `/ready` and `/metrics` on a listener of their own. It has no sign-in, so it belongs on loopback or on a private
 * network, and never answers with more than words and counts. Port 0 takes a free one.
 * @throws Error when nothing can listen there
 */
export async function startOperationsServer(
  at: { host: string; port: number },
  answers: OperationsAnswers,
): Promise<OperationsServer> {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    "/live": async (response) => {
      const isLive = await answers.live();
      send(response, isLive ? 200 : 503, "application/json", JSON.stringify({ live: isLive }));
    },
    "/ready": async (response) => {
      const parts = await answers.ready();
      const isReady = Object.values(parts).every(Boolean);
      send(response, isReady ? 200 : 503, "application/json", JSON.stringify({ ready: isReady, ...parts }));
    },
    "/metrics": async (response) => {
      const { contentType, text } = await answers.metrics();
      send(response, 200, contentType, text);
    },
  };
  const server = createServer((request, response) => {
    const route = request.method === "GET" ? routes[request.url ?? ""] : undefined;
    if (!route) return send(response, 404, "text/plain", "not found\n");
    // What went wrong is told by the process's log; here nobody is signed in.
    route(response).catch(() => send(response, 500, "text/plain", "failed\n"));
  });
  server.requestTimeout = 10_000;
  await listen(server, at);
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" }).end(text);
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address() satisfies AddressInfo | string | null;
  if (typeof address === "object" && address) return address.port;
  throw new Error("the operations server has no port");
}
