import { readFileSync } from "node:fs";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** For the name `localhost`, trusted by nobody but these tests. */
export const TEST_CERTIFICATE = readFileSync(new URL("./test-only-certificate.pem", import.meta.url), "utf8");
export const TEST_KEY = readFileSync(new URL("./test-only-private-key.pem", import.meta.url), "utf8");

export type ReceivedMail = {
  from: string;
  to: string[];
  source: string;
  isEncrypted: boolean;
  user: string | undefined;
};
export type MailServer = { port: number; mails: ReceivedMail[]; close(): Promise<void> };

export const MAIL_USER = "alerts";
export const MAIL_PASSWORD = "s3cret-Pa55";

/** A real SMTP server on loopback that wants a sign-in, unless it is told otherwise. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    cert: TEST_CERTIFICATE,
    key: TEST_KEY,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, answer) {
      if (username === MAIL_USER && password === MAIL_PASSWORD) answer(null, { user: MAIL_USER });
      else answer(new Error("5.7.8 wrong"));
    },
    onRcptTo({ address }, _session, answer) {
      if (address.startsWith("nobody"))
        answer(Object.assign(new Error("no such user"), { responseCode: 550 }));
      else answer();
    },
    onMailFrom({ address }, _session, answer) {
      if (address.startsWith("foreign")) answer(Object.assign(new Error("not yours"), { responseCode: 550 }));
      else answer();
    },
    onData(stream, { envelope, secure, user }, answer) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(parts).toString("utf8"),
          isEncrypted: secure,
          user,
        });
        answer();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, mails, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
