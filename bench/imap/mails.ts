import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type BenchMail = { bytes: Buffer; sentAt: Date };

const FIRST = Date.UTC(2026, 10, 21);

/** The same mails at every call: texts of one to two KB, and a picture of 100 KB for every twentieth. */
export function mailsOf(user: string, count: number): BenchMail[] {
  return Array.from({ length: count }, (_, index) => {
    const id = createHash("sha256").update(`${user}/${index}`).digest("hex");
    const sentAt = new Date(FIRST + index * 60_000);
    const filler = id.repeat(index % 20 === 0 ? 1600 : 8 + (index % 16)).replace(/.{64}/g, "$&\r\n");
    const head = `From: <${user}>\r\nTo: <15550100199@sms.invalid>\r\nSubject: SMS ${index}\r\nDate: ${sentAt.toUTCString()}\r\nMessage-ID: <${id}@sms.example>\r\n`;
    return {
      bytes: Buffer.from(`${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${filler}\r\n`),
      sentAt,
    };
  });
}

/** The mails as a maildir, where mbsync takes them from. */
export function writeMaildir(dir: string, mails: readonly BenchMail[]): void {
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(dir, part), { recursive: true });
  for (const [index, { bytes, sentAt }] of mails.entries()) {
    const name = `${Math.floor(sentAt.getTime() / 1000)}.${index}.bench:2,S`;
    writeFileSync(join(dir, "cur", name), bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  }
}
