import { type FailureCode, Refusal } from "#lib/domain/failure.ts";
import { DEFAULT_SFTP_PORT, parseFingerprint, type SftpAddress, type SftpLogin } from "#lib/domain/source.ts";
import { parseHost, parsePort } from "./host.ts";
import { readConnectorName, readCountry } from "./login-form.ts";

/** The page *Login to TeleMessage* for an SFTP delivery. A secret that is absent or blank keeps the stored one. */
export type SftpForm = {
  name: string;
  defaultCountry: string;
  host: string;
  port: string;
  username: string;
  folder: string;
  fingerprint: string;
  loginKind: SftpLogin["kind"];
  password: string | undefined;
  privateKey: string | undefined;
  passphrase: string | undefined;
};

export type ReadSftpForm = {
  name: string;
  defaultCountry: string;
  address: SftpAddress;
  loginKind: SftpLogin["kind"];
  /** Undefined where nothing was typed. */
  login: SftpLogin | undefined;
};

const MAX_TEXT = 1024;

/** Trims what people type. @throws Refusal at the first field that cannot be */
export function readSftpForm(form: SftpForm): ReadSftpForm {
  const name = readConnectorName(form.name);
  const address = {
    host: readHost(form.host),
    port: readPort(form.port),
    username: readUser(form.username),
    folder: readFolder(form.folder),
    fingerprint: readFingerprint(form.fingerprint),
  };
  const defaultCountry = readCountry(form.defaultCountry);
  return { name, defaultCountry, address, loginKind: form.loginKind, login: loginOf(form) };
}

function readHost(text: string): string {
  const host = parseHost(text);
  if (host !== undefined) return host;
  throw new Refusal(
    "host-unreadable",
    "Enter the host alone, for example sftp.example.com: without sftp://, port or folder.",
    "host",
  );
}

function readPort(text: string): number {
  const port = text.trim() === "" ? DEFAULT_SFTP_PORT : parsePort(text);
  if (port !== undefined) return port;
  throw new Refusal("port-unreadable", "Enter a port from 1 to 65535; SFTP usually uses 22.", "port");
}

function readUser(text: string): string {
  const username = text.trim();
  if (username !== "" && username.length <= 256) return username;
  throw new Refusal("username-missing", "Enter the user name that reads TeleMessage's delivery.", "username");
}

function readFolder(text: string): string {
  const folder = text.trim();
  if (folder.length <= MAX_TEXT && !folder.includes("\0")) return folder;
  throw new Refusal("folder-unreadable", `Enter a folder of up to ${MAX_TEXT} characters.`, "folder");
}

function readFingerprint(text: string): string {
  if (text.trim() === "") return "";
  const fingerprint = parseFingerprint(text);
  if (fingerprint) return fingerprint;
  throw new Refusal(
    "fingerprint-unreadable",
    "Enter the fingerprint as SSH programs show it: SHA256: and 43 letters, digits, + and /. Leave it empty to see the one that the server presents.",
    "fingerprint",
  );
}

function loginOf({ loginKind, password, privateKey, passphrase }: SftpForm): SftpLogin | undefined {
  if (loginKind === "password") return password ? { kind: "password", password } : undefined;
  if (!privateKey) return undefined;
  // Pasted text loses its last line break, which keys must have.
  return { kind: "key", privateKey: `${privateKey.trim()}\n`, passphrase: passphrase || undefined };
}

export function loginMissing({ loginKind }: ReadSftpForm): Refusal {
  return loginKind === "password"
    ? new Refusal("password-missing", "Enter the password of this user at this host.", "password")
    : new Refusal("private-key-missing", "Paste the private key of this user at this host.", "privateKey");
}

type Answer = { message: string; field: string | undefined };

/** What the server, or the way to it, said, at the field where the admin can do something about it. */
export function refusalOfSftp(
  code: FailureCode | "sftp-host-key-unconfirmed",
  presented: string | undefined,
  { host, port, folder }: SftpAddress,
): Refusal {
  const answer: Answer = answers({ host, port, folder, presented })[code] ?? {
    message: "The delivery could not be checked. Nothing was changed; try again in a few minutes.",
    field: undefined,
  };
  return new Refusal(code, answer.message, answer.field, presented);
}

type Facts = { host: string; port: number; folder: string; presented: string | undefined };

function answers({ host, port, folder, presented }: Facts): Partial<Record<string, Answer>> {
  const place = folder === "" ? "The user's home folder" : `The folder ${folder}`;
  return {
    "sftp-host-key-unconfirmed": {
      message: `The server presented ${presented}. Compare it with the fingerprint that TeleMessage gave you, and accept it only if they are the same. No credentials have been sent.`,
      field: "fingerprint",
    },
    "sftp-host-key-changed": {
      message: `This is not the fingerprint of the server's host key${presented === undefined ? "" : `, which is ${presented}`}. No credentials have been sent. Ask TeleMessage which one is right before you accept another.`,
      field: "fingerprint",
    },
    "sftp-host-unknown": { message: `There is no host called ${host}. Check its spelling.`, field: "host" },
    "sftp-host-forbidden": {
      message:
        "This host is an address of a private network, which the portal does not connect to. Enter the public host of the delivery, or ask whoever operates the portal to allow it.",
      field: "host",
    },
    "sftp-connection-refused": {
      message: `${host} refuses connections at port ${port}. Check the port, and that a firewall lets the portal through.`,
      field: "port",
    },
    "sftp-unreachable": {
      message: `${host} does not answer at port ${port}. Check both, and that a firewall lets the portal through.`,
      field: "host",
    },
    "sftp-not-ssh": {
      message: `The service at ${host}, port ${port}, is not an SSH server. SFTP usually uses port 22; FTP and FTPS are different protocols.`,
      field: "port",
    },
    "sftp-login-refused": {
      message:
        "The server refused the login. Check the user, and its password or key: the server has to know the key's public half.",
      field: "username",
    },
    "sftp-key-unreadable": {
      message:
        "The private key cannot be read (OpenSSH or PEM is expected), or its passphrase is missing or wrong.",
      field: "privateKey",
    },
    "sftp-folder-missing": { message: `${place} does not exist on the server.`, field: "folder" },
    "sftp-folder-unreadable": {
      message: `${place} may not be read by this user. Ask who runs the server to allow it.`,
      field: "folder",
    },
  };
}
