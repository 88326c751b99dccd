import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { type Answer, type Reply } from "./reply.ts";
import { type Area, type Head } from "./call.ts";

/** An HTTP server that hands every request to the area chosen for it. */
export function createAreaServer(areaOf: (path: string) => Area): Server {
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (request, response) => {
    receive(areaOf, request, response);
  });
  server.requestTimeout = 0;
  return server;
}

/** Listens and returns the port taken. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return isAddressInfo(address) ? address.port : port;
}

export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function receive(areaOf: (path: string) => Area, request: IncomingMessage, response: ServerResponse): void {
  const head = headOf(request);
  const ticket = areaOf(head.path)(head);
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    ticket.release();
  };
  response.on("close", release);
  const answer = (reply: Reply): void => {
    release();
    send(response, reply, head.method);
  };
  readBody(request, ticket.maxBodyBytes, (body) => {
    settle(() => (body === undefined ? ticket.tooLarge() : ticket.run(body)), answer);
  });
}

/** Runs at once when nothing has to be waited for: the hot path makes no promise. */
function settle(run: () => Reply | Promise<Reply>, answer: (reply: Reply) => void): void {
  try {
    const outcome = run();
    if (outcome instanceof Promise) outcome.then(answer, (error: unknown) => answer(internalError(error)));
    else answer(outcome);
  } catch (error) {
    answer(internalError(error));
  }
}

/** A fault of the sandbox itself, told apart from every fault that it plays by its status and body. */
function internalError(error: unknown): Answer {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const body = JSON.stringify({ sandboxError: detail });
  return { kind: "answer", status: 599, headers: { "content-type": "application/json" }, body };
}

function headOf(request: IncomingMessage): Head {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    search: mark < 0 ? "" : url.slice(mark + 1),
    headers: request.headers,
    id: randomUUID(),
  };
}

/** Calls back with undefined for a body over the limit, after reading it to its end so that the caller sees the answer. */
function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Buffer | undefined) => void,
): void {
  let chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else chunks = [];
  });
  request.on("end", () => {
    const first = chunks[0];
    const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    done(size > maxBytes ? undefined : whole);
  });
}

function send(response: ServerResponse, reply: Reply, method: string): void {
  if (response.destroyed) return;
  if (reply.kind === "answer") {
    const withLength = { "content-length": Buffer.byteLength(reply.body), ...reply.headers };
    response.writeHead(reply.status, headersFor(reply.status, withLength));
    response.end(method === "HEAD" ? undefined : reply.body);
    return;
  }
  const partial = reply.partial;
  if (partial === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(partial.status, headersFor(partial.status, { ...partial.headers }));
  response.write(partial.body, () => {
    response.destroy();
  });
}

function headersFor(
  status: number,
  headers: Record<string, string | number | readonly string[]>,
): Record<string, string | number | string[]> {
  const out: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (status === 204 && name === "content-length") continue;
    out[name] = typeof value === "object" ? [...value] : value;
  }
  return out;
}
