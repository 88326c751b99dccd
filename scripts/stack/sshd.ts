import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";
import { ensureProgram, installPackage } from "./system-packages.ts";

/** A real OpenSSH server on loopback that serves SFTP to one made-up user, read-only. */
export type SftpServer = Child & { port: number; username: string; password: string; fingerprint: string };

export type SftpServerOptions = {
  dataDir: string;
  /** Lines of authorized_keys. */
  authorizedKeys?: readonly string[];
  /** The same port again, after a restart. */
  port?: number;
  /** Another name is another key. */
  hostKey?: string;
  onDeath?: (name: string, tail: string) => void;
};

export const SFTP_USER = "telemessage-delivery";
export const SFTP_PASSWORD = "Delivery passw0rd!";

/**
 * Starts sshd with keys and configuration of its own. Its user exists in no file of the system: libnss-wrapper shows this
 * one process an account whose user id is that of whoever runs it, so passwords are checked as they always are, and
 * nothing stays behind.
 */
export async function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const program = ensureProgram("sshd", "openssh-server");
  const wrapper = ensureWrapper();
  const port = options.port ?? (await freePort(0));
  const dir = join(options.dataDir, "sshd");
  mkdirSync(dir, { recursive: true });
  const hostKey = makeHostKey(join(dir, options.hostKey ?? "host-key"));
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(join(dir, name), lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
    return join(dir, name);
  };
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const configuration = write("sshd_config", [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${hostKey}`,
    "PidFile none",
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin yes",
    "KbdInteractiveAuthentication no",
    "MaxStartups 200",
    `AuthorizedKeysFile ${write("authorized_keys", options.authorizedKeys ?? [])}`,
    "Subsystem sftp internal-sftp -R",
    "ForceCommand internal-sftp -R",
    "LogLevel VERBOSE",
  ]);
  const accounts = [
    `${SFTP_USER}:x:${uid}:${gid}::${dir}:/bin/sh`,
    `sshd:x:65534:65534::/run/sshd:/usr/sbin/nologin`,
  ];
  const shadow = [`${SFTP_USER}:${hashOf(SFTP_PASSWORD)}:19000:0:99999:7:::`, "sshd:*:19000:0:99999:7:::"];
  // Where sshd shuts its unprivileged part in; Debian makes it when its service starts.
  if (uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const child = startChild({
    name: "sshd",
    command: program,
    words: ["-D", "-e", "-f", configuration],
    env: {
      PATH: process.env["PATH"],
      LD_PRELOAD: wrapper,
      NSS_WRAPPER_PASSWD: write("passwd", accounts),
      NSS_WRAPPER_GROUP: write("group", [`delivery:x:${gid}:`, "nogroup:x:65534:"]),
      NSS_WRAPPER_SHADOW: write("shadow", shadow),
    },
    logFile: join(options.dataDir, "logs/sshd.log"),
    ...(options.onDeath && { onDeath: options.onDeath }),
  });
  await waitUntil("sshd", () => greets(port));
  const fingerprint = fingerprintOf(readFileSync(`${hostKey}.pub`, "utf8"));
  return { ...child, port, username: SFTP_USER, password: SFTP_PASSWORD, fingerprint };
}

function ensureWrapper(): string {
  const find = () =>
    readdirSync("/usr/lib")
      .map((folder) => join("/usr/lib", folder, "libnss_wrapper.so"))
      .find((path) => existsSync(path));
  const found = find();
  if (found) return found;
  installPackage("libnss-wrapper");
  const installed = find();
  if (!installed) throw new Error("libnss-wrapper was installed, but libnss_wrapper.so was not found");
  return installed;
}

/** An Ed25519 key at the path, made when there is none. @returns the path */
function makeHostKey(path: string): string {
  if (existsSync(`${path}.pub`)) return path;
  rmSync(path, { force: true });
  const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
  if (made.status !== 0) throw new Error("ssh-keygen made no host key");
  return path;
}

/** As the system's password files hold it. */
function hashOf(password: string): string {
  const hashed = spawnSync(ensureProgram("openssl", "openssl"), ["passwd", "-6", "-stdin"], {
    input: password,
    encoding: "utf8",
  });
  if (hashed.status !== 0) throw new Error("openssl hashed no password");
  return hashed.stdout.trim();
}

function fingerprintOf(publicKey: string): string {
  const [, body = ""] = publicKey.split(" ");
  const hash = createHash("sha256").update(Buffer.from(body, "base64")).digest("base64");
  return `SHA256:${hash.replace(/=+$/, "")}`;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (greeting) => {
      resolve(greeting.toString().startsWith("SSH-2.0"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
