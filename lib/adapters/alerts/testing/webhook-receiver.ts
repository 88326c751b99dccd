import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { TEST_CERTIFICATE, TEST_KEY } from "./mail-server.ts";

export type ReceivedRequest = { path: string; headers: IncomingMessage["headers"]; body: string };
export type WebhookReceiver = { port: number; requests: ReceivedRequest[]; close(): Promise<void> };

/** A real HTTPS server on loopback for the name `localhost`; `respond` says what it answers. */
export async function startWebhookReceiver(
  respond: (response: ServerResponse, path: string) => void = (response) =>
    void response.writeHead(204).end(),
  isPlain = false,
): Promise<WebhookReceiver> {
  const requests: ReceivedRequest[] = [];
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      requests.push({ path, headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
      respond(response, path);
    });
  };
  const server = isPlain
    ? createPlainServer(receive)
    : createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, receive);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
