import { integerOf, optionalTextOf, textOf, type Database, type Row } from "./database.ts";

export interface Mailbox {
  readonly id: number;
  readonly tenantId: string;
  readonly userId: string;
  /** Folders by their number. */
  readonly folders: Map<number, Folder>;
}

export interface Folder {
  readonly id: number;
  readonly mailboxId: number;
  /** Graph's id of the folder. It does not change when the folder moves. */
  readonly graphId: string;
  parentId: number;
  name: string;
  readonly hidden: boolean;
  readonly wellKnown: string | undefined;
  total: number;
  unread: number;
}

/** Folders that every mailbox has. Source: Graph mailFolder resource, well-known folder names. */
const WELL_KNOWN: readonly (readonly [key: string, name: string])[] = [
  ["inbox", "Inbox"],
  ["drafts", "Drafts"],
  ["sentitems", "Sent Items"],
  ["deleteditems", "Deleted Items"],
  ["junkemail", "Junk Email"],
  ["archive", "Archive"],
  ["outbox", "Outbox"],
];
export const ROOT = "msgfolderroot";

/** Mailboxes and their folders: in memory for speed, written through to the database. */
export class FolderStore {
  readonly #db: Database;
  readonly #byUser = new Map<string, Mailbox>();
  readonly #byId = new Map<number, Mailbox>();
  #nextFolder = 1;

  constructor(db: Database) {
    this.#db = db;
    for (const row of db.all("SELECT * FROM mailbox")) {
      this.#keep({
        id: integerOf(row, "id"),
        tenantId: textOf(row, "tenant"),
        userId: textOf(row, "user"),
        folders: new Map(),
      });
    }
    for (const row of db.all("SELECT * FROM folder")) this.#keepFolder(folderOf(row));
    for (const row of db.all(
      "SELECT folder, mailbox, count(*) total, sum(1 - is_read) unread FROM message GROUP BY folder",
    )) {
      const folder = this.#byId.get(integerOf(row, "mailbox"))?.folders.get(integerOf(row, "folder"));
      if (folder === undefined) continue;
      folder.total = integerOf(row, "total");
      folder.unread = integerOf(row, "unread");
    }
  }

  mailboxes(): Iterable<Mailbox> {
    return this.#byId.values();
  }

  find(userId: string): Mailbox | undefined {
    return this.#byUser.get(userId);
  }

  /** The user's mailbox, made with its well-known folders on first use. */
  open(tenantId: string, userId: string): Mailbox {
    const known = this.#byUser.get(userId);
    if (known !== undefined) return known;
    const mailbox: Mailbox = { id: this.#byId.size + 1, tenantId, userId, folders: new Map() };
    this.#db.write("INSERT INTO mailbox (id, tenant, user) VALUES (?, ?, ?)", mailbox.id, tenantId, userId);
    this.#keep(mailbox);
    const root = this.create(mailbox, 0, "Top of Information Store", false, ROOT);
    for (const [key, name] of WELL_KNOWN) this.create(mailbox, root.id, name, false, key);
    return mailbox;
  }

  create(mailbox: Mailbox, parentId: number, name: string, hidden: boolean, wellKnown?: string): Folder {
    const id = this.#nextFolder;
    const graphId = folderGraphId(mailbox.id, id);
    const folder: Folder = {
      id,
      mailboxId: mailbox.id,
      graphId,
      parentId,
      name,
      hidden,
      wellKnown,
      total: 0,
      unread: 0,
    };
    this.#db.write(
      "INSERT INTO folder (id, mailbox, parent, name, hidden, well_known) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      mailbox.id,
      parentId,
      name,
      hidden ? 1 : 0,
      wellKnown ?? null,
    );
    this.#keepFolder(folder);
    return folder;
  }

  rename(folder: Folder, name: string): void {
    folder.name = name;
    this.#db.write("UPDATE folder SET name = ? WHERE id = ?", name, folder.id);
  }

  move(folder: Folder, parentId: number): void {
    folder.parentId = parentId;
    this.#db.write("UPDATE folder SET parent = ? WHERE id = ?", parentId, folder.id);
  }

  erase(mailbox: Mailbox, folder: Folder): void {
    mailbox.folders.delete(folder.id);
    this.#db.write("DELETE FROM folder WHERE id = ?", folder.id);
  }

  #keep(mailbox: Mailbox): void {
    this.#byUser.set(mailbox.userId, mailbox);
    this.#byId.set(mailbox.id, mailbox);
  }

  #keepFolder(folder: Folder): void {
    this.#byId.get(folder.mailboxId)?.folders.set(folder.id, folder);
    this.#nextFolder = Math.max(this.#nextFolder, folder.id + 1);
  }
}

/** By Graph id or well-known name. */
export function findFolder(mailbox: Mailbox, key: string): Folder | undefined {
  const id = folderNumber(mailbox.id, key);
  if (id !== undefined) return mailbox.folders.get(id);
  const wanted = key.toLowerCase();
  return [...mailbox.folders.values()].find((folder) => folder.wellKnown === wanted);
}

export function wellKnownFolder(mailbox: Mailbox, key: string): Folder {
  const folder = findFolder(mailbox, key);
  if (folder === undefined) throw new Error(`mailbox ${mailbox.userId} has no folder ${key}`);
  return folder;
}

export function childrenOf(mailbox: Mailbox, parentId: number): Folder[] {
  return [...mailbox.folders.values()].filter((folder) => folder.parentId === parentId);
}

/** Names are unique under a parent, whatever their case. */
export function childNamed(mailbox: Mailbox, parentId: number, name: string): Folder | undefined {
  const wanted = name.toLowerCase();
  return childrenOf(mailbox, parentId).find((folder) => folder.name.toLowerCase() === wanted);
}

function folderGraphId(mailboxId: number, id: number): string {
  return `AQMkAD${mailboxId.toString(36).padStart(6, "0")}${id.toString(36).padStart(8, "0")}AAA=`;
}

function folderNumber(mailboxId: number, graphId: string): number | undefined {
  if (!graphId.startsWith(`AQMkAD${mailboxId.toString(36).padStart(6, "0")}`) || graphId.length !== 24)
    return undefined;
  return Number.parseInt(graphId.slice(12, 20), 36);
}

function folderOf(row: Row): Folder {
  const [id, mailboxId] = [integerOf(row, "id"), integerOf(row, "mailbox")];
  return {
    id,
    mailboxId,
    graphId: folderGraphId(mailboxId, id),
    parentId: integerOf(row, "parent"),
    name: textOf(row, "name"),
    hidden: integerOf(row, "hidden") === 1,
    wellKnown: optionalTextOf(row, "well_known"),
    total: 0,
    unread: 0,
  };
}
