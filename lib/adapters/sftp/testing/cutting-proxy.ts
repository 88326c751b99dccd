import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A way to the server that can break: connections are cut once so many bytes have come from it. */
export type CuttingProxy = {
  port: number;
  /** The bytes that each further connection lets through; `undefined`: all. */
  cutAfter(bytes: number | undefined): void;
  /** How often somebody connected. */
  connections(): number;
  bytesServed(): number;
  close(): Promise<void>;
};

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let limit: number | undefined;
  let connections = 0;
  let served = 0;
  const server = createServer((near) => {
    connections += 1;
    const allowed = limit;
    let passed = 0;
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on("data", (chunk: Buffer) => {
      passed += chunk.byteLength;
      served += chunk.byteLength;
      if (allowed !== undefined && passed > allowed) {
        near.destroy();
        far.destroy();
      } else near.write(chunk);
    });
    far.on("close", () => near.destroy());
    near.on("close", () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server.address()),
    cutAfter: (bytes) => {
      limit = bytes;
    },
    connections: () => connections,
    bytesServed: () => served,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return address.port;
}
