import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A real mail relay without TLS and sign-in, and a real receiver of webhooks, both on this machine. */
export type Receivers = {
  mailPort: number;
  mails: { to: string[]; source: string }[];
  hookPort: number;
  hooks: { path: string; type: string }[];
  /** Whether the request of that number was signed with the secret. Source: Standard Webhooks 1.0. */
  isGenuine(index: number, secret: string): boolean;
  close(): Promise<void>;
};

export async function startReceivers(): Promise<Receivers> {
  const mails: Receivers["mails"] = [];
  const hooks: (Receivers["hooks"][number] & { headers: IncomingHttpHeaders; body: string })[] = [];
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, { envelope }, answer) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        mails.push({
          to: envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(parts).toString("utf8"),
        });
        answer();
      });
    },
  });
  await new Promise<void>((resolve) => mail.listen(0, "localhost", resolve));
  const hookServer = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      const path = request.url ?? "";
      hooks.push({ path, type: JSON.parse(body).type, headers: request.headers, body });
      response.writeHead(path === "/refused" ? 410 : 204).end();
    });
  });
  await new Promise<void>((resolve) => hookServer.listen(0, "localhost", resolve));
  return {
    mailPort: portOf(mail.server.address()),
    mails,
    hookPort: portOf(hookServer.address()),
    hooks,
    isGenuine(index, secret) {
      const hook = hooks[index];
      if (!hook) return false;
      const { headers, body } = hook;
      const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
      const key = Buffer.from(secret.replace("whsec_", ""), "base64");
      return (
        headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
      );
    },
    async close() {
      await new Promise<void>((resolve) => mail.close(() => resolve()));
      hookServer.closeAllConnections();
      await new Promise((resolve) => hookServer.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address ? address.port : 0;
}
