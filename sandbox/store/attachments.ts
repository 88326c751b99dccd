import { createHash } from "node:crypto";
import { bytesOf, integerOf, optionalTextOf, textOf, type Database, type Row } from "./database.ts";

export interface NewAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly inline: boolean;
  readonly contentId: string | undefined;
  readonly bytes: Buffer;
}

export interface StoredAttachment {
  readonly id: number;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly inline: boolean;
  readonly contentId: string | undefined;
  readonly hash: string;
  readonly modified: string;
}

export class AttachmentStore {
  readonly #db: Database;
  #lastId: number;

  constructor(db: Database) {
    this.#db = db;
    this.#lastId = db.count("SELECT max(id) FROM attachment");
  }

  add(messageId: number, attachment: NewAttachment, modified: string): StoredAttachment {
    this.#lastId += 1;
    const hash = createHash("sha256").update(attachment.bytes).digest("hex");
    const { name, contentType, inline, contentId, bytes } = attachment;
    this.#db.write("INSERT OR IGNORE INTO blob (hash, bytes) VALUES (?, ?)", hash, bytes);
    this.#db.write(
      "INSERT INTO attachment (id, message, name, content_type, size, inline, content_id, hash, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      this.#lastId,
      messageId,
      name,
      contentType,
      bytes.length,
      inline ? 1 : 0,
      contentId ?? null,
      hash,
      modified,
    );
    return {
      id: this.#lastId,
      name,
      contentType,
      sizeBytes: bytes.length,
      inline,
      contentId,
      hash,
      modified,
    };
  }

  list(messageId: number): StoredAttachment[] {
    return this.#db
      .all("SELECT * FROM attachment WHERE message = ? ORDER BY id", messageId)
      .map(attachmentOf);
  }

  count(messageId: number): number {
    return this.#db.count("SELECT count(*) FROM attachment WHERE message = ?", messageId);
  }

  find(messageId: number, graphId: string): StoredAttachment | undefined {
    return this.list(messageId).find((one) => attachmentGraphId(one.id) === graphId);
  }

  bytes(attachment: StoredAttachment): Buffer {
    const row = this.#db.one("SELECT bytes FROM blob WHERE hash = ?", attachment.hash);
    return row === undefined ? Buffer.alloc(0) : bytesOf(row, "bytes");
  }

  erase(attachment: StoredAttachment): void {
    this.#db.write("DELETE FROM attachment WHERE id = ?", attachment.id);
  }
}

export function attachmentGraphId(id: number): string {
  return `AAMkADatt${id.toString(36).padStart(12, "0")}EgAQAA=`;
}

function attachmentOf(row: Row): StoredAttachment {
  return {
    id: integerOf(row, "id"),
    name: textOf(row, "name"),
    contentType: textOf(row, "content_type"),
    sizeBytes: integerOf(row, "size"),
    inline: integerOf(row, "inline") === 1,
    contentId: optionalTextOf(row, "content_id"),
    hash: textOf(row, "hash"),
    modified: textOf(row, "modified"),
  };
}
