import { type ConnectionOptions } from "node:tls";
import { ImapFlow } from "imapflow";
import { Failure } from "#lib/domain/failure.ts";
import { failureOf } from "./failures.ts";

export type ImapServer = {
  host: string;
  port: number;
  /** `implicit`: TLS from the first byte. `none` is for a server on the same machine. */
  security: "implicit" | "starttls" | "none";
  /** More than Node's own, as a certificate authority of a test. */
  tls?: Pick<ConnectionOptions, "ca" | "servername">;
};

/** The user whose mailbox it is, and what opens it: a token, or one password that opens all. */
export type ImapLogin =
  | { user: string; accessToken: string }
  /** `user*master`, as Dovecot spells it. */
  | { user: string; password: string };

/** Longer than a server takes to store the largest message, so that no answer is given up that still comes. */
const SOCKET_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 30_000;

/** A connection that is signed in. @throws Failure; its outcome is never unknown */
export async function connect(server: ImapServer, login: ImapLogin): Promise<ImapFlow> {
  const { user, ...secret } = login;
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === "implicit",
    doSTARTTLS: server.security === "starttls",
    tls: { minVersion: "TLSv1.2", ...server.tls },
    auth: { user, ...("password" in secret ? { pass: secret.password } : secret) },
    logger: SILENT,
    disableAutoIdle: true,
    // Folder names in modified UTF-7 are understood everywhere, and no answer carries what nobody asked for.
    disableAutoEnable: true,
    disableIMAP4rev2: true,
    disableCompression: true,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  });
  // The client would wait by itself as long as the server wishes, unseen; the lane does that, and shows it.
  Object.defineProperty(client, "throttleWait", { value: () => Promise.resolve(false) });
  // Whoever waits for an answer is told; an error without anybody waiting means a connection that is not usable.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.close();
    const failure = failureOf(error, "login");
    if (failure.code === "mailbox-unreachable" || failure.code === "throttled") throw failure;
    throw new Failure("mailbox-access-denied", { kind: "permanent", scope: "mailbox" });
  }
  return client;
}

const ignore = () => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore, isLevelEnabled: () => false };
