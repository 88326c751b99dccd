import { z } from "zod";

/** An SFTP delivery as far as everybody may see it. */
export type SftpAddress = {
  host: string;
  port: number;
  username: string;
  /** As the server names it; empty is where the login lands. */
  folder: string;
  /** `SHA256:…` of the host key; empty before one was accepted. */
  fingerprint: string;
};

/** What proves the user; lives in memory until it is sealed. */
export type SftpLogin =
  | { kind: "password"; password: string }
  | { kind: "key"; privateKey: string; passphrase: string | undefined };

/** What the delivery folder held when it was looked into. */
export type SftpContent = { deliveries: number; newestDay: string | null };

export const DEFAULT_SFTP_PORT = 22;

/** As OpenSSH prints it; a missing prefix or trailing `=` is forgiven. @returns undefined for anything else */
export function parseFingerprint(text: string): string | undefined {
  const [, hash] = /^(?:SHA256:)?([A-Za-z0-9+/]{43})=?$/.exec(text.trim()) ?? [];
  return hash && `SHA256:${hash}`;
}

const sealedLogin = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), password: z.string() }),
  z.object({ kind: z.literal("key"), privateKey: z.string(), passphrase: z.string().optional() }),
]);

/** The login as the text that is sealed. */
export function formatSftpLogin(login: SftpLogin): string {
  return JSON.stringify(login);
}

/** @throws where the text is not of `formatSftpLogin` */
export function readSftpLogin(text: string): SftpLogin {
  const login = sealedLogin.parse(JSON.parse(text));
  return login.kind === "key" ? { ...login, passphrase: login.passphrase } : login;
}
