import { randomUUID } from "node:crypto";
import { Codes } from "./entra/codes.ts";
import { ConsentBook } from "./entra/consent-book.ts";
import { GraphTokens } from "./entra/graph-tokens.ts";
import { loadSigningKey, type SigningKey } from "./entra/signing-key.ts";
import { Faults } from "./faults.ts";
import { MailboxLimits } from "./graph/limits.ts";
import { type SandboxOptions } from "./options.ts";
import { peopleOf } from "./people.ts";
import { Stats } from "./stats.ts";
import { AttachmentStore } from "./store/attachments.ts";
import { type Database } from "./store/database.ts";
import { Directory } from "./store/directory.ts";
import { FolderStore } from "./store/folders.ts";
import { UploadStore } from "./store/uploads.ts";
import { MessageStore } from "./store/messages.ts";
import { TABLES } from "./store/schema.ts";
import { Archive } from "./telemessage/archive.ts";
import { mailFolderItems } from "./telemessage/mail-folder.ts";
import { VendorSessions } from "./telemessage/sessions.ts";
import { CONTOSO, VENDOR_ACCOUNTS, type VendorAccount } from "./world.ts";

/** Everything that the sandbox knows and remembers. Each area reads it anew for every request. */
export interface Sandbox {
  readonly options: SandboxOptions;
  readonly db: Database;
  readonly directory: Directory;
  readonly consent: ConsentBook;
  readonly signingKey: SigningKey;
  readonly tokens: GraphTokens;
  readonly codes: Codes;
  readonly folders: FolderStore;
  readonly messages: MessageStore;
  readonly attachments: AttachmentStore;
  readonly uploads: UploadStore;
  /** By the vendor account's user name. */
  readonly archives: ReadonlyMap<string, Archive>;
  readonly vendorSessions: VendorSessions;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly limits: MailboxLimits;
  /** Delta links of another epoch have expired: it changes when the state is reset. */
  readonly epoch: string;
  /** Set when the servers listen. */
  readonly urls: { public: string; upload: string };
}

/** The state may be replaced as a whole by a reset; who holds this sees the present one. */
export interface SandboxHolder {
  current: Sandbox;
}

const FABRIKAM_SHARE = 0.1;

export async function openSandbox(
  options: SandboxOptions,
  db: Database,
  urls: Sandbox["urls"],
): Promise<Sandbox> {
  const startedMs = Number(remembered(db, "started", () => String(options.startedAtMs ?? options.now())));
  const signingKey = await loadSigningKey(db);
  const faults = new Faults(options.seed);
  for (const fault of options.faults) faults.add(fault, options.now());
  return {
    options,
    db,
    directory: new Directory(db, options.users),
    consent: new ConsentBook(db, options.consented),
    signingKey,
    tokens: new GraphTokens(signingKey),
    codes: new Codes(),
    folders: new FolderStore(db),
    messages: new MessageStore(db),
    attachments: new AttachmentStore(db),
    uploads: new UploadStore(db),
    archives: new Map(
      VENDOR_ACCOUNTS.map((account) => [account.username, archiveOf(account, options, db, startedMs)]),
    ),
    vendorSessions: new VendorSessions(),
    faults,
    stats: new Stats(),
    limits: new MailboxLimits(options.limits),
    epoch: remembered(db, "epoch", () => randomUUID().slice(0, 8)),
    urls,
  };
}

/** Forgets everything but the signing key, and starts over as on the first start. */
export async function resetSandbox(holder: SandboxHolder): Promise<void> {
  const { db, options, urls } = holder.current;
  const key = db.setting("signing-key");
  for (const table of TABLES) db.write(`DELETE FROM ${table}`);
  if (key !== undefined) db.saveSetting("signing-key", key);
  holder.current = await openSandbox(options, db, urls);
}

function archiveOf(
  account: VendorAccount,
  options: SandboxOptions,
  db: Database,
  startedMs: number,
): Archive {
  const isContoso = account.tenant === CONTOSO;
  const source = {
    account: account.username,
    seed: options.seed,
    people: peopleOf(account.tenant, options.users),
    specials: isContoso ? options.specials : [],
    large: isContoso ? options.large : [],
  };
  const items = isContoso ? options.items : Math.ceil(options.items * FABRIKAM_SHARE);
  const hasFiles = isContoso && options.mailDir !== undefined && account.state === "open";
  const files = hasFiles && options.mailDir !== undefined ? mailFolderItems(options.mailDir, startedMs) : [];
  return new Archive(db, source, startedMs, account.state === "open" ? items : 0, files);
}

function remembered(db: Database, name: string, make: () => string): string {
  const known = db.setting(name);
  if (known !== undefined) return known;
  const made = make();
  db.saveSetting(name, made);
  return made;
}
