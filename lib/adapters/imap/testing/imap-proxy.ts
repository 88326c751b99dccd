import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What happens to the next APPEND that comes by. */
export type AppendFault = "drop-answer" | "drop-request" | "hold" | { answer: string };

/** Stands between client and server, both without TLS, and lets one thing go wrong. */
export type ImapProxy = { port: number; strike(fault: AppendFault): void; close(): Promise<void> };

export async function startImapProxy(serverPort: number): Promise<ImapProxy> {
  let fault: AppendFault | undefined;
  const sockets = new Set<Socket>();
  const takeFault = () => {
    const taken = fault;
    fault = undefined;
    return taken;
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    relay(client, upstream, takeFault);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    strike: (next) => {
      fault = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function relay(client: Socket, upstream: Socket, takeFault: () => AppendFault | undefined): void {
  let swallowed = 0;
  let lostTag: string | undefined;
  upstream.on("data", (chunk) => {
    if (lostTag !== undefined && chunk.toString("latin1").includes(`${lostTag} OK`)) client.destroy();
    else client.write(chunk);
  });
  client.on("data", (chunk) => {
    if (swallowed > 0) {
      swallowed -= chunk.length;
      return;
    }
    const [line, tag] = /^(\S+) APPEND [^\r\n]*\r\n/.exec(chunk.toString("latin1")) ?? [];
    const struck = tag === undefined ? undefined : takeFault();
    if (struck === undefined || line === undefined) return void upstream.write(chunk);
    if (struck === "drop-request") return void client.destroy();
    if (struck === "hold") return;
    if (struck === "drop-answer") {
      lostTag = tag;
      return void upstream.write(chunk);
    }
    // A literal that is sent without waiting comes all the same: its bytes and the line end.
    const literal = /\{(\d+)\+\}\r\n$/.exec(line)?.[1];
    if (literal !== undefined) swallowed = Number(literal) + 2 - (chunk.length - line.length);
    client.write(`${tag} ${struck.answer}\r\n`);
  });
}
