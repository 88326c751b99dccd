import { type ExtendedProperty } from "./extended-properties.ts";
import { integerOf, textOf, type Database, type Row } from "./database.ts";
import { type Folder, type Mailbox } from "./folders.ts";

/** A message to be stored. `entity` is Graph's JSON of it, without attachments, headers and extended properties. */
export interface NewMessage {
  readonly id: number;
  readonly receivedMs: number;
  readonly internetMessageId: string;
  readonly isDraft: boolean;
  readonly isRead: boolean;
  readonly entity: string;
  readonly properties: readonly ExtendedProperty[];
  /** JSON of `internetMessageHeaders`. */
  readonly headers: string;
}

export interface StoredMessage {
  readonly id: number;
  readonly mailboxId: number;
  readonly folderId: number;
  readonly receivedMs: number;
  readonly isDraft: boolean;
  readonly isRead: boolean;
  readonly entity: string;
  readonly properties: string;
  readonly headers: string;
}

export class MessageStore {
  readonly #db: Database;
  readonly #propertyNames = new Map<string, number>();
  #lastId: number;

  constructor(db: Database) {
    this.#db = db;
    this.#lastId = db.count("SELECT max(id) FROM message");
    for (const row of db.all("SELECT id, name FROM property_name")) {
      this.#propertyNames.set(textOf(row, "name"), integerOf(row, "id"));
    }
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  insert(mailbox: Mailbox, folder: Folder, message: NewMessage): void {
    this.#db.write(
      "INSERT INTO message (id, mailbox, folder, received, message_id, is_draft, is_read, entity, properties, headers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      message.id,
      mailbox.id,
      folder.id,
      message.receivedMs,
      message.internetMessageId,
      message.isDraft ? 1 : 0,
      message.isRead ? 1 : 0,
      message.entity,
      JSON.stringify(message.properties),
      message.headers,
    );
    this.#index(mailbox.id, message.id, message.properties);
    folder.total += 1;
    if (!message.isRead) folder.unread += 1;
  }

  find(mailbox: Mailbox, graphId: string): StoredMessage | undefined {
    const id = messageNumber(mailbox.id, graphId);
    const row =
      id === undefined
        ? undefined
        : this.#db.one("SELECT * FROM message WHERE id = ? AND mailbox = ?", id, mailbox.id);
    return row === undefined ? undefined : messageOf(row);
  }

  /** Rewrites what may change of a message after it was made. */
  update(
    mailbox: Mailbox,
    message: StoredMessage,
    entity: string,
    isRead: boolean,
    properties: readonly ExtendedProperty[],
  ): void {
    this.#db.write(
      "UPDATE message SET entity = ?, is_read = ?, properties = ? WHERE id = ?",
      entity,
      isRead ? 1 : 0,
      JSON.stringify(properties),
      message.id,
    );
    this.#db.write("DELETE FROM property_value WHERE mailbox = ? AND message = ?", mailbox.id, message.id);
    this.#index(mailbox.id, message.id, properties);
    const folder = mailbox.folders.get(message.folderId);
    if (folder !== undefined) folder.unread += Number(message.isRead) - Number(isRead);
  }

  setEntity(id: number, entity: string): void {
    this.#db.write("UPDATE message SET entity = ? WHERE id = ?", entity, id);
  }

  move(mailbox: Mailbox, message: StoredMessage, to: Folder, entity: string): void {
    this.#db.write("UPDATE message SET folder = ?, entity = ? WHERE id = ?", to.id, entity, message.id);
    this.#leave(mailbox, message);
    to.total += 1;
    to.unread += message.isRead ? 0 : 1;
  }

  erase(mailbox: Mailbox, message: StoredMessage): void {
    this.#db.write("DELETE FROM attachment WHERE message = ?", message.id);
    this.#db.write("DELETE FROM property_value WHERE mailbox = ? AND message = ?", mailbox.id, message.id);
    this.#db.write("DELETE FROM message WHERE id = ?", message.id);
    this.#leave(mailbox, message);
  }

  eraseFolder(mailbox: Mailbox, folder: Folder): void {
    for (const row of this.#db.all("SELECT * FROM message WHERE folder = ?", folder.id))
      this.erase(mailbox, messageOf(row));
  }

  /** Number of a property's name, or undefined when no message has ever had it. */
  propertyName(name: string): number | undefined {
    return this.#propertyNames.get(name);
  }

  #leave(mailbox: Mailbox, message: StoredMessage): void {
    const folder = mailbox.folders.get(message.folderId);
    if (folder === undefined) return;
    folder.total -= 1;
    folder.unread -= message.isRead ? 0 : 1;
  }

  /** String properties can be looked up by value, whatever its case. */
  #index(mailboxId: number, messageId: number, properties: readonly ExtendedProperty[]): void {
    for (const property of properties) {
      if (!property.id.startsWith("String ")) continue;
      this.#db.write(
        "INSERT OR IGNORE INTO property_value (mailbox, name, value, message) VALUES (?, ?, ?, ?)",
        mailboxId,
        this.#nameNumber(property.id),
        property.value.toLowerCase(),
        messageId,
      );
    }
  }

  #nameNumber(name: string): number {
    const known = this.#propertyNames.get(name);
    if (known !== undefined) return known;
    const id = this.#propertyNames.size + 1;
    this.#db.write("INSERT INTO property_name (id, name) VALUES (?, ?)", id, name);
    this.#propertyNames.set(name, id);
    return id;
  }
}

export function messageGraphId(mailboxId: number, id: number): string {
  return `AAMkAD${mailboxId.toString(36).padStart(6, "0")}${id.toString(36).padStart(10, "0")}AA=`;
}

function messageNumber(mailboxId: number, graphId: string): number | undefined {
  if (!graphId.startsWith(`AAMkAD${mailboxId.toString(36).padStart(6, "0")}`) || graphId.length !== 25)
    return undefined;
  const id = Number.parseInt(graphId.slice(12, 22), 36);
  return Number.isSafeInteger(id) ? id : undefined;
}

export function messageOf(row: Row): StoredMessage {
  return {
    id: integerOf(row, "id"),
    mailboxId: integerOf(row, "mailbox"),
    folderId: integerOf(row, "folder"),
    receivedMs: integerOf(row, "received"),
    isDraft: integerOf(row, "is_draft") === 1,
    isRead: integerOf(row, "is_read") === 1,
    entity: textOf(row, "entity"),
    properties: textOf(row, "properties"),
    headers: textOf(row, "headers"),
  };
}
