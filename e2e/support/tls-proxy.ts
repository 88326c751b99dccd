import { readFileSync } from "node:fs";
import { type ClientRequest, request as ask } from "node:http";
import { createServer } from "node:https";

const certificate = (name: string) =>
  readFileSync(new URL(`../../lib/adapters/alerts/testing/test-only-${name}.pem`, import.meta.url));

/** A reverse proxy as operators put one before the portal: TLS ends here, and who asked is added to the headers. */
export async function startTlsProxy(at: URL, target: URL): Promise<{ close(): Promise<void> }> {
  const open = new Set<ClientRequest>();
  const server = createServer(
    { cert: certificate("certificate"), key: certificate("private-key") },
    (incoming, outgoing) => {
      const said = incoming.headers["x-forwarded-for"];
      const forwarded = [said ?? [], incoming.socket.remoteAddress ?? ""].flat().join(", ");
      const headers = { ...incoming.headers, "x-forwarded-for": forwarded, "x-forwarded-proto": "https" };
      const { method, url: path } = incoming;
      const onward = ask({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      open.add(onward);
      onward.on("close", () => open.delete(onward)).on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    },
  );
  await new Promise<void>((resolve) => void server.listen(Number(at.port), "127.0.0.1", resolve));
  return {
    async close() {
      for (const each of open) each.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A second process of the portal, which knows itself by an https address; the proxy before it is the journey's own. */
export const SECURE_PORTAL = {
  at: new URL(process.env["SECURE_PORTAL_URL"] ?? "https://localhost:3443"),
  target: new URL(process.env["SECURE_PORTAL_TARGET"] ?? "http://127.0.0.1:3001"),
};
