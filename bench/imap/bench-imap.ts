import { spawn, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type DovecotServer, startDovecot } from "#scripts/stack/dovecot.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { saying } from "#scripts/stack/say.ts";
import { ensureProgram } from "#scripts/stack/system-packages.ts";

import { mailsOf, writeMaildir } from "./mails.ts";

const dataDir = join(ROOT, ".data/bench-imap");

type OurFigures = {
  created: number;
  readBack: number;
  createSeconds: number;
  seconds: number;
  cpuSeconds: number;
};

/**
 * Deliveries a second into one Dovecot: our destination beside mbsync (Debian's isync), the same mails to the same users,
 * each into folders of its own, both without TLS on loopback. mbsync runs once as it comes, one mailbox after the other on
 * one connection with pipelined commands, and once as several processes side by side.
 * Words: the number of users (default 20), mails a user (default 100), mailboxes at once (default 8).
 */
export async function benchImap(words: string[]): Promise<number> {
  const [users = "20", mails = "100", atOnce = "8"] = words;
  const program = ensureProgram("mbsync", "isync");
  rmSync(dataDir, { recursive: true, force: true });
  const onDeath = (name: string, tail: string) => console.error(`${name} ended:\n${tail}`);
  const dovecot = await startDovecot({ dataDir, separator: "/", users: "anybody", onDeath });
  try {
    const names = Array.from({ length: Number(users) }, (_, index) => `user${index}@contoso.com`);
    for (const name of names)
      writeMaildir(join(dataDir, "near", name, "Inbox"), mailsOf(name, Number(mails)));
    const total = names.length * Number(mails);
    const one = await saying("mbsync, one process", () => pushWith(program, dovecot, names, "Peer", 1));
    const ours = await saying("Our destination", () =>
      Promise.resolve(runOurs(dovecot, users, mails, atOnce)),
    );
    const many = await saying("mbsync, several processes", () =>
      pushWith(program, dovecot, names, "Peers", Number(atOnce)),
    );
    print(total, ours, one, many, atOnce);
    return ours.created === total && ours.readBack === total ? 0 : 1;
  } finally {
    await dovecot.stop();
  }
}

function runOurs(dovecot: DovecotServer, users: string, mails: string, atOnce: string): OurFigures {
  const done = spawnSync(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      join(ROOT, "bench/imap/destination.ts"),
      String(dovecot.port),
      dovecot.master.password,
      users,
      mails,
      atOnce,
    ],
    { encoding: "utf8" },
  );
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as OurFigures;
}

/** @returns the seconds from the first process's start to the last one's end */
async function pushWith(
  program: string,
  dovecot: DovecotServer,
  users: readonly string[],
  folder: string,
  processes: number,
): Promise<number> {
  const shares = Array.from({ length: processes }, (_, index) =>
    users.filter((_user, at) => at % processes === index),
  ).filter((share) => share.length > 0);
  const configs = shares.map((share, index) => {
    const file = join(dataDir, `mbsync-${folder}-${index}.rc`);
    writeFileSync(file, share.map((user) => channelOf(dovecot, user, folder)).join("\n\n"));
    return file;
  });
  const began = performance.now();
  await Promise.all(configs.map((file) => ended(program, ["-q", "-c", file, "-a"])));
  return (performance.now() - began) / 1000;
}

function channelOf({ port, master }: DovecotServer, user: string, folder: string): string {
  const near = join(dataDir, "near", user);
  return `IMAPAccount ${user}
Host 127.0.0.1
Port ${port}
User ${user}*${master.user}
Pass ${master.password}
SSLType None
AuthMechs PLAIN

IMAPStore far-${user}
Account ${user}

MaildirStore near-${user}
Path ${near}/
Inbox ${near}/Inbox

Channel ${user}
Far ":far-${user}:${folder}"
Near ":near-${user}:INBOX"
Create Far
Sync Push New
CopyArrivalDate yes
SyncState ${near}/${folder}-
`;
}

async function ended(program: string, words: string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`mbsync ended with ${String(code)}`);
}

function print(total: number, ours: OurFigures, one: number, many: number, atOnce: string): void {
  const rate = (seconds: number) => total / seconds;
  const row = (name: string, seconds: number) =>
    `${name.padEnd(44)} ${seconds.toFixed(2).padStart(9)} ${rate(seconds).toFixed(0).padStart(13)}`;
  const ratio = (mine: number, theirs: number) => (rate(mine) / rate(theirs)).toFixed(2);
  console.log(`
${total} deliveries                                 seconds  deliveries/s
${row("ours, first to last create", ours.createSeconds)}
${row("ours, with every byte read back", ours.seconds)}
${row("mbsync, one process", one)}
${row(`mbsync, ${atOnce} processes side by side`, many)}
ours, creates : mbsync, one process                ${ratio(ours.createSeconds, one)}
ours, read back : mbsync, one process              ${ratio(ours.seconds, one)}
ours, creates : mbsync, ${atOnce} processes                ${ratio(ours.createSeconds, many)}
ours, read back : mbsync, ${atOnce} processes              ${ratio(ours.seconds, many)}
CPU ms a delivery, ours                            ${((ours.cpuSeconds / total) * 1000).toFixed(2)}`);
}
