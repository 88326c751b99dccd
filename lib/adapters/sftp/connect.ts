import { createHash, timingSafeEqual } from "node:crypto";
import ssh2, { type ConnectConfig, type ServerHostKeyAlgorithm, type SFTPWrapper } from "ssh2";
import { Failure } from "#lib/domain/failure.ts";
import type { SftpAddress, SftpLogin } from "#lib/domain/source.ts";
import { failureOfConnection, final, passing } from "./failures.ts";
import { resolveHost } from "./resolve-host.ts";

export type SftpConfig = SftpAddress & { login: SftpLogin; isPrivateAllowed: boolean };

/** An open channel. `closed` resolves when it has ended, whoever ended it. */
export type SftpConnection = { sftp: SFTPWrapper; closed: Promise<void>; close(): void };

/** What became of one attempt: the host key that was presented, and a channel where that key is the pinned one. */
type Attempt = { fingerprint: string | undefined; connection: SftpConnection | undefined };

const READY_MS = 30_000;
/** A peer that is silent for a minute is gone. */
const KEEPALIVE_MS = 15_000;
const KEEPALIVES_MISSED = 4;

/** A server has a host key of each type, and TeleMessage may have named that of any: asked for one after the other. */
const HOST_KEY_TYPES: readonly ServerHostKeyAlgorithm[][] = [
  ["ssh-ed25519"],
  ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
  ["rsa-sha2-512", "rsa-sha2-256"],
];

/** SHA-256 of the host key, as OpenSSH prints it. */
export function fingerprintOf(hostKey: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(hostKey).digest("base64").replace(/=+$/, "")}`;
}

/**
 * Opens an SFTP channel to the host whose key is pinned. The login leaves this process only after the key was checked.
 * @throws Failure, permanent where the admin has to act: `sftp-host-key-changed`, `sftp-login-refused`, …
 */
export async function connectSftp(config: SftpConfig, signal: AbortSignal): Promise<SftpConnection> {
  const credentials = credentialsOf(config.login);
  const address = await resolveHost(config.host, config.isPrivateAllowed);
  const usual = await attempt(config, address, credentials, undefined, signal);
  if (usual.connection) return usual.connection;
  for (const types of HOST_KEY_TYPES) {
    const other = await attempt(config, address, credentials, types, signal).catch(orWithoutSuchKey);
    if (other?.connection) return other.connection;
  }
  throw final("sftp-host-key-changed");
}

/** A type that the server has no key of ends the handshake. */
function orWithoutSuchKey(error: unknown): undefined {
  if (!(error instanceof Failure) || error.code !== "sftp-not-ssh") throw error;
}

/** The fingerprint that the server presents; nothing is sent to it beyond the handshake. */
export async function readFingerprint(
  { host, port, isPrivateAllowed }: Pick<SftpConfig, "host" | "port" | "isPrivateAllowed">,
  signal: AbortSignal,
): Promise<string> {
  const address = await resolveHost(host, isPrivateAllowed);
  const target = { host, port, username: "", fingerprint: "" };
  const { fingerprint } = await attempt(target, address, {}, undefined, signal);
  if (fingerprint === undefined) throw passing("sftp-not-ssh");
  return fingerprint;
}

type Credentials = Pick<ConnectConfig, "password" | "privateKey" | "passphrase">;

/** @throws Failure `sftp-key-unreadable`: no private key, or one whose passphrase is missing or another */
export function credentialsOf(login: SftpLogin): Credentials {
  if (login.kind === "password") return { password: login.password };
  const { privateKey, passphrase } = login;
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error || !parsed.isPrivateKey()) throw final("sftp-key-unreadable");
  return { privateKey, ...(passphrase !== undefined && { passphrase }) };
}

function attempt(
  target: Pick<SftpConfig, "host" | "port" | "username" | "fingerprint">,
  address: string,
  credentials: Credentials,
  hostKeyTypes: ServerHostKeyAlgorithm[] | undefined,
  signal: AbortSignal,
): Promise<Attempt> {
  signal.throwIfAborted();
  const client = new ssh2.Client();
  const closed = new Promise<void>((resolve) => client.once("close", resolve));
  let presented: string | undefined;
  const opened = new Promise<Attempt>((resolve, reject) => {
    const isPinned = (hostKey: Buffer) => {
      presented = fingerprintOf(hostKey);
      return isSame(presented, target.fingerprint);
    };
    client.on("error", (error) => {
      const wasRefused = presented !== undefined && !isSame(presented, target.fingerprint);
      if (wasRefused) resolve({ fingerprint: presented, connection: undefined });
      else reject(failureOfConnection(error));
    });
    client.once("close", () => reject(passing("sftp-unreachable")));
    client.once("ready", () =>
      client.sftp((error, sftp) => {
        if (error) reject(failureOfConnection(error));
        else resolve({ fingerprint: presented, connection: { sftp, closed, close: () => client.end() } });
      }),
    );
    client.connect({
      host: address,
      port: target.port,
      username: target.username,
      ...credentials,
      tryKeyboard: false,
      agentForward: false,
      readyTimeout: READY_MS,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVES_MISSED,
      hostVerifier: isPinned,
      ...(hostKeyTypes && { algorithms: { serverHostKey: hostKeyTypes } }),
    });
    // Small requests, each of which is waited for: held back until more comes, they would cost 40 ms apiece.
    client.setNoDelay(true);
  });
  // A peer that speaks something else would be held on to.
  opened.then(
    ({ connection }) => connection ?? client.destroy(),
    () => client.destroy(),
  );
  return untilAborted(opened, signal, () => client.destroy());
}

/** The promise, or the signal's reason at once; then `letGo` is called. */
export function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  letGo: () => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      letGo();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
