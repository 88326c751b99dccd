import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";
import { ensureProgram } from "./system-packages.ts";

export type DovecotUser = {
  name: string;
  /** Of the whole mailbox; without it there is no limit. */
  quotaKilobytes?: number;
};

export type DovecotOptions = {
  dataDir: string;
  /** Those who have a mailbox; `anybody` gets one at the first sign-in. */
  users: readonly DovecotUser[] | "anybody";
  /** What separates folders of a hierarchy. */
  separator: "." | "/";
  /** Before the name of every folder but INBOX. */
  prefix?: string;
  /** Asked with a token at its end whether it is good: answers `{"active": true, "email": user}`. */
  introspectionUrl?: string;
  onDeath: (name: string, tail: string) => void;
};

export type DovecotServer = Child & {
  host: string;
  /** STARTTLS or nothing. */
  port: number;
  /** TLS from the first byte. */
  tlsPort: number;
  /** PEM; the server's own, for the names localhost and 127.0.0.1. */
  certificate: string;
  certificateFile: string;
  /** One credential that opens every mailbox. */
  master: { user: string; password: string };
  /** Every user's own. */
  password: string;
};

const MASTER = { user: "archive", password: "master-password" };
const PASSWORD = "user-password";

/** Dovecot on loopback, with a directory, certificate, users and mails of its own. */
export async function startDovecot(options: DovecotOptions): Promise<DovecotServer> {
  const program = ensureProgram("dovecot", "dovecot-imapd");
  const dir = join(options.dataDir, "dovecot");
  mkdirSync(join(dir, "mail"), { recursive: true });
  const port = await freePort(0);
  const tlsPort = await freePort(0);
  const owner = ownerOf(dir);
  makeCertificate(dir);
  if (options.users !== "anybody")
    writeFileSync(join(dir, "users"), options.users.map((user) => userLine(user, owner)).join(""));
  writeFileSync(join(dir, "master"), `${MASTER.user}:{PLAIN}${MASTER.password}\n`);
  if (options.introspectionUrl) {
    const oauth = `introspection_mode = get\nintrospection_url = ${options.introspectionUrl}\nusername_attribute = email\nactive_attribute = active\nactive_value = true\n`;
    writeFileSync(join(dir, "oauth2.conf"), oauth);
  }
  writeFileSync(join(dir, "dovecot.conf"), configOf(dir, port, tlsPort, owner, options));
  const child = startChild({
    name: "dovecot",
    command: program,
    words: ["-F", "-c", join(dir, "dovecot.conf")],
    logFile: join(options.dataDir, "logs/dovecot.log"),
    onDeath: options.onDeath,
  });
  await waitUntil("Dovecot", () => greets(port));
  const certificateFile = join(dir, "certificate.pem");
  return {
    ...child,
    host: "127.0.0.1",
    port,
    tlsPort,
    certificate: readFileSync(certificateFile, "utf8"),
    certificateFile,
    master: MASTER,
    password: PASSWORD,
  };
}

type Owner = { uid: number; gid: number; isRoot: boolean; name: string };

/** Dovecot never gives root's rights to a mail process: there the system's `mail` user owns the mails. */
function ownerOf(dir: string): Owner {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { uid, gid, isRoot: false, name: username };
  spawnSync("chown", ["8:8", join(dir, "mail")]);
  // The processes that drop root's rights still have to come to their files.
  spawnSync("chmod", ["a+rx", dir, join(dir, "..")]);
  return { uid: 8, gid: 8, isRoot: true, name: "mail" };
}

function userLine({ name, quotaKilobytes }: DovecotUser, { uid, gid }: Owner): string {
  const quota = quotaKilobytes === undefined ? "" : `userdb_quota_rule=*:storage=${quotaKilobytes}K`;
  return `${name}:{PLAIN}${PASSWORD}:${uid}:${gid}::::${quota}\n`;
}

function makeCertificate(dir: string): void {
  const words =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=localhost " +
    "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem";
  const made = spawnSync("openssl", words.split(" "), { cwd: dir, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
}

function configOf(
  dir: string,
  port: number,
  tlsPort: number,
  owner: Owner,
  { separator, prefix = "", introspectionUrl, users }: DovecotOptions,
): string {
  // Without root's rights there is nobody else to be, and no room to be locked into.
  const rootless = owner.isRoot
    ? ""
    : `default_internal_user = ${owner.name}
default_internal_group = ${owner.gid}
default_login_user = ${owner.name}`;
  const oauth = introspectionUrl
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${dir}/oauth2.conf
}`
    : "";
  return `protocols = imap
listen = 127.0.0.1
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = /dev/stderr
ssl = yes
ssl_cert = <${dir}/certificate.pem
ssl_key = <${dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login${introspectionUrl ? " xoauth2 oauthbearer" : ""}
auth_master_user_separator = *
auth_failure_delay = 0
auth_cache_size = 0
first_valid_uid = 1
mail_location = maildir:${dir}/mail/%u
mail_plugins = quota
mail_max_userip_connections = 50
plugin {
  quota = maildir:User
}
${rootless}
${oauth}
passdb {
  driver = passwd-file
  args = ${dir}/master
  master = yes
  # The user has to be there, too.
  result_success = continue
}
passdb {
  ${users === "anybody" ? `driver = static\n  args = password=${PASSWORD}` : `driver = passwd-file\n  args = ${dir}/users`}
}
userdb {
  ${
    users === "anybody"
      ? `driver = static\n  args = uid=${owner.uid} gid=${owner.gid} home=${dir}/mail/%u allow_all_users=yes`
      : `driver = passwd-file\n  args = ${dir}/users`
  }
}
namespace inbox {
  inbox = yes
  separator = ${separator}
  prefix = ${prefix}
}
service anvil {
  chroot =
  # Nobody is kept waiting for having been refused.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service imap {
  service_count = 0
  process_limit = 400
}
protocol imap {
  mail_plugins = quota imap_quota
}
`;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (greeting) => {
      resolve(greeting.toString().startsWith("* OK"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
