import { Failure } from "#lib/domain/failure.ts";
import type { Finding, FindingCode } from "#lib/domain/finding.ts";
import { contentOf, DamagedEntry } from "./entry-content.ts";
import { type Manifest, parseManifest, reconcile } from "./manifest.ts";
import { createRemoteBytes, type RemoteBytes } from "./remote-bytes.ts";
import type { RemoteFile, SftpSession } from "./session.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** A delivery file that is open: its e-mails in the archive's order, and what is wrong with the file as a whole. */
export type OpenDelivery = {
  file: RemoteFile;
  bytes: RemoteBytes;
  mails: ZipEntry[];
  findings: Finding[];
  close(): void;
};

/** `broken`: no archive, as far as it is here; by its age it is still being uploaded, or never will be one. */
export type OpenedDelivery = ({ kind: "open" } & OpenDelivery) | { kind: "broken" } | { kind: "changed" };

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;
/** No e-mail is larger: TeleMessage's own limit is 25 MB of attachments. */
const MAX_MAIL_BYTES = 256 * 1024 * 1024;
/** Text packs to a tenth; what unpacks to far more was made to. */
const MAX_RATIO = 200;
const MIN_BOMB_BYTES = 1024 * 1024 * 1024;
/** Named one by one; the rest of a kind in one line with its count. */
const MAX_NAMED = 500;

export async function openDelivery(
  session: SftpSession,
  file: RemoteFile,
  signal: AbortSignal,
): Promise<OpenedDelivery> {
  const handle = await session.open(file.name, signal);
  try {
    if (handle.sizeBytes !== file.sizeBytes) {
      handle.close();
      return { kind: "changed" };
    }
    const bytes = createRemoteBytes(handle);
    const directory = await readZipDirectory(bytes);
    if (!directory) {
      handle.close();
      return { kind: "broken" };
    }
    const findings = new FindingList(file.name);
    if (directory.isAbsurd || isBomb(directory.entries, file.sizeBytes)) {
      findings.add("delivery-file-absurd");
      return { kind: "open", file, bytes, mails: [], findings: findings.all(), close: () => handle.close() };
    }
    if (!directory.isWhole) findings.add("delivery-file-unreadable");
    const mails = await judge(directory.entries, bytes, findings);
    return { kind: "open", file, bytes, mails, findings: findings.all(), close: () => handle.close() };
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Sorts an archive's entries, reconciles the manifest, and names what will not be read. @returns the e-mails to read */
async function judge(
  entries: readonly ZipEntry[],
  bytes: RemoteBytes,
  findings: FindingList,
): Promise<ZipEntry[]> {
  const mails = entries.filter(({ name }) => /\.eml$/i.test(name));
  const manifests = entries.filter(({ name }) => /\.mf$/i.test(name));
  const [manifest, ...others] = manifests;
  for (const { name } of entries) if (!/\.(?:eml|mf)$/i.test(name)) findings.add("entry-unexpected", name);
  for (const { name } of others) findings.add("entry-unexpected", name);
  for (const { name } of entries.filter((entry) => entry.isNameUnsafe))
    findings.add("entry-name-unsafe", name);

  const said = manifest && (await readManifest(bytes, manifest));
  if (!manifest) findings.add("manifest-missing");
  else if (!said) findings.add("manifest-unreadable", manifest.name);
  else {
    const { isCountWrong, missing, extra } = reconcile(
      said,
      mails.map(({ name }) => name),
    );
    if (isCountWrong) findings.add("manifest-count-wrong", manifest.name);
    for (const name of missing) findings.add("manifest-mail-missing", name);
    for (const name of extra) findings.add("manifest-mail-extra", name);
  }
  return mails.filter((mail) => {
    const fault = faultOf(mail);
    if (fault) findings.add(fault, mail.name);
    return fault === undefined;
  });
}

function faultOf({ isEncrypted, method, sizeBytes }: ZipEntry): FindingCode | undefined {
  if (sizeBytes === 0) return "mail-empty";
  if (isEncrypted || (method !== 0 && method !== 8)) return "mail-encrypted";
  return sizeBytes > MAX_MAIL_BYTES ? "mail-absurd" : undefined;
}

function isBomb(entries: readonly ZipEntry[], fileBytes: number): boolean {
  const unpacked = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return unpacked > MIN_BOMB_BYTES && unpacked > MAX_RATIO * fileBytes;
}

async function readManifest(bytes: RemoteBytes, entry: ZipEntry): Promise<Manifest | undefined> {
  if (entry.isEncrypted || entry.sizeBytes > MAX_MANIFEST_BYTES) return undefined;
  const parts: Uint8Array[] = [];
  try {
    for await (const part of contentOf(bytes, entry)) parts.push(part);
  } catch (error) {
    if (error instanceof DamagedEntry) return undefined;
    throw error;
  }
  return parseManifest(Buffer.concat(parts).toString("utf8"));
}

/** Whether an error is the archive's fault rather than the connection's. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedEntry) return true;
  if (error instanceof Failure) return false;
  throw error;
}

class FindingList {
  readonly #file: string;
  readonly #byCode = new Map<FindingCode, { entries: (string | undefined)[]; more: number }>();

  constructor(file: string) {
    this.#file = file;
  }

  add(code: FindingCode, entry?: string): void {
    const alike = this.#byCode.get(code) ?? { entries: [], more: 0 };
    this.#byCode.set(code, alike);
    if (alike.entries.length < MAX_NAMED) alike.entries.push(entry);
    else alike.more += 1;
  }

  all(): Finding[] {
    return [...this.#byCode].flatMap(([code, { entries, more }]) => {
      const named = entries.map((entry) => ({ code, file: this.#file, entry, count: 1 }));
      return more === 0 ? named : [...named, { code, file: this.#file, entry: undefined, count: more }];
    });
  }
}
