import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { SftpLogin } from "#lib/domain/source.ts";
import type { ListedItem } from "#lib/domain/item.ts";
import type { DeliveryFile, VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import { type ZipPart, zipOf } from "#scripts/delivery/zip-of.ts";
import { type DeliveryTime, writeDelivery } from "#scripts/delivery/write-delivery.ts";
import { type SftpServer, type SftpServerOptions, startSftpServer } from "#scripts/stack/sshd.ts";
import type { SftpConfig } from "../connect.ts";
import type { DeliveryPast } from "../list-deliveries.ts";
import { createSftpSource } from "../sftp-source.ts";

export const SINCE = new Date("2026-11-23T00:00:00Z");
export const WINDOW = { from: SINCE, to: new Date("2026-11-25T02:00:00Z") };
/** Within the window, and long uploaded. */
export const DELIVERED = new Date("2026-11-24T03:00:00Z");
export const DAY = "2026-11-24";

export const { signal } = new AbortController();

export type Everything = { items: ListedItem[]; findings: Finding[]; files: DeliveryFile[]; pages: number };

/** A delivery folder on a real OpenSSH server. */
export type DeliveryServer = {
  server: SftpServer;
  dataDir: string;
  folder: string;
  config(change?: Partial<SftpConfig>): SftpConfig;
  /** Every file of the folder removed, as no customer of the product ever can. */
  clear(): void;
  put(zip: Uint8Array, time?: Partial<DeliveryTime>): string;
  putMails(mails: readonly ZipPart[], time?: Partial<DeliveryTime>): Promise<string>;
  source(past?: Partial<DeliveryPast>, change?: Partial<SftpConfig>): VendorSource;
  close(): Promise<void>;
};

export async function startDeliveryServer(
  options: Omit<SftpServerOptions, "dataDir"> = {},
): Promise<DeliveryServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "sftp-"));
  const folder = join(dataDir, "delivery");
  mkdirSync(folder);
  const server = await startSftpServer({ dataDir, ...options });
  const config = (change: Partial<SftpConfig> = {}): SftpConfig => ({
    host: "127.0.0.1",
    port: server.port,
    username: server.username,
    folder,
    fingerprint: server.fingerprint,
    login: passwordLogin(server.password),
    isPrivateAllowed: true,
    ...change,
  });
  const put = (zip: Uint8Array, time: Partial<DeliveryTime> = {}) =>
    writeDelivery(folder, { day: DAY, modifiedAt: DELIVERED, ...time }, zip);
  return {
    server,
    dataDir,
    folder,
    config,
    clear() {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    },
    put,
    putMails: async (mails, time) => put(await zipOf(mails), time),
    source: (past = {}, change = {}) =>
      createSftpSource(config(change), { ...hastyClock(), now: () => WINDOW.to }, () =>
        Promise.resolve({ files: [], since: SINCE, ...past }),
      ),
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const passwordLogin = (password: string): SftpLogin => ({ kind: "password", password });

/** All pages, each as often as `repeat` says, as after a crash between page and checkpoint. */
export async function listAll(source: VendorSource, from?: string, window = WINDOW): Promise<Everything> {
  const all: Everything = { items: [], findings: [], files: [], pages: 0 };
  let cursor = from;
  do {
    const page = await source.listPage(window, cursor, signal);
    all.items.push(...page.items);
    all.findings.push(...(page.report?.findings ?? []));
    all.files.push(...(page.report?.files ?? []));
    all.pages += 1;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** Findings as one reads them: `code file: entry (count)`. */
export function linesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code, entry, count }) =>
    [code, ...(entry === undefined ? [] : [entry]), ...(count === 1 ? [] : [`×${count}`])].join(" "),
  );
}

export function mailOf(text: string, name = `${text}.eml`): ZipPart {
  const lines = [
    `From: "Ada Lovelace 15551230001" <ada@contoso.example>`,
    `To: "15551230002" <15551230002@sms.example>`,
    "Subject: SMS from 15551230001 to 15551230002",
    "Date: Tue, 24 Nov 2026 01:00:00 +0000",
    "",
    text,
    "",
  ];
  return { name, bytes: Buffer.from(lines.join("\r\n")) };
}
