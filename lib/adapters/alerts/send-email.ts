import { setTimeout as delay } from "node:timers/promises";
import { createTransport } from "nodemailer";
import { type AlertMessage, subjectOf, textOf } from "#lib/domain/alert-message.ts";
import type { OpenChannel, SendResult } from "#lib/domain/alert-channel.ts";
import type { Resolve } from "#lib/public-address.ts";
import { resolvePinned } from "./resolve.ts";

type EmailWorld = { isPrivateAllowed: boolean; resolve: Resolve; ca: string | undefined };

const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;
const WHOLE_MS = 60_000;

/** Each attempt opens a connection of its own: alerts are few. */
export async function sendEmail(
  world: EmailWorld,
  { settings, password }: Extract<OpenChannel, { channel: "email" }>,
  message: AlertMessage,
): Promise<SendResult> {
  const { host, port, security, username, from, to } = settings;
  const place = await resolvePinned(host, world.isPrivateAllowed, world.resolve);
  if (typeof place === "string") return { ok: false, code: place };
  const transport = createTransport({
    host: place.address,
    port,
    secure: security === "implicit",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(username !== "" && { auth: { user: username, pass: password ?? "" } }),
    tls: { servername: host, minVersion: "TLSv1.2", ...(world.ca !== undefined && { ca: world.ca }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await inTime(
      transport.sendMail({
        from,
        to,
        subject: subjectOf(message),
        text: textOf(message),
        messageId: `<${message.id}@${from.split("@").at(-1) ?? host}>`,
        date: new Date(message.createdAt),
        // RFC 3834: nobody's absence notice answers it.
        headers: { "X-Alert-Message-ID": message.id, "Auto-Submitted": "auto-generated" },
      }),
    );
    return { ok: true, refused: sent.rejected.map(String) };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  } finally {
    transport.close();
  }
}

/** No try outlasts its claim, however slowly a server drips. */
async function inTime<Sent>(sending: Promise<Sent>): Promise<Sent> {
  const patience = new AbortController();
  const late = delay(WHOLE_MS, undefined, { signal: patience.signal }).then(() => {
    throw new Error("the mail server takes too long");
  });
  late.catch(() => undefined);
  return Promise.race([sending, late]).finally(() => patience.abort());
}

/** Told from nodemailer's codes, the socket's, and the server's reply codes. Source: RFC 5321, 4.2.3. */
function codeOf(error: unknown): string {
  const facts = factsOf(error);
  return codeOfAnswer(facts) ?? codeOfConnection(facts);
}

/** What the server said. */
function codeOfAnswer({ code, command, responseCode }: Facts): string | undefined {
  if (code === "EAUTH") return responseCode === undefined ? "login-missing" : "login-refused";
  // 530: authentication required.
  if (responseCode === 530) return "login-missing";
  if (code === "EENVELOPE") return command === "MAIL FROM" ? "sender-refused" : "recipients-refused";
  return code === "EMESSAGE" || command === "DATA" ? "message-refused" : undefined;
}

/** What became of the way to it. */
function codeOfConnection({ code, command, cause = "", timeout }: Facts): string {
  if (/CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED/.test(cause)) return "tls-untrusted";
  if (cause === "ECONNREFUSED") return "connection-refused";
  if (code === "ETLS") return command === "STARTTLS" ? "tls-missing" : "not-smtp";
  // Somebody took the connection and said nothing that a mail server would.
  const isOther = code === "EPROTOCOL" || timeout === "GREETING_TIMEOUT" || cause.startsWith("ERR_SSL");
  return isOther ? "not-smtp" : "unreachable";
}

type Facts = {
  code: string | undefined;
  command: string | undefined;
  responseCode: number | undefined;
  /** The socket's own code. */
  cause: string | undefined;
  timeout: string | undefined;
};

function factsOf(error: unknown): Facts {
  const read = (from: unknown, name: string): unknown =>
    typeof from === "object" && from !== null
      ? Object.getOwnPropertyDescriptor(from, name)?.value
      : undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const responseCode = read(error, "responseCode");
  const code = text(read(error, "code"));
  return {
    code,
    command: text(read(error, "command")),
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    cause: text(read(error, "originalCode")),
    timeout: text(read(error, "timeoutType")),
  };
}
