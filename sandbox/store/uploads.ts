import { randomBytes } from "node:crypto";
import { bytesOf, type Database } from "./database.ts";

export interface UploadSession {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  /** Graph's id of the message that gets the attachment. */
  readonly messageId: string;
  readonly name: string;
  readonly contentType: string;
  readonly inline: boolean;
  readonly contentId: string | undefined;
  readonly sizeBytes: number;
  readonly expiresMs: number;
  /** Offset of the byte that is expected next. */
  received: number;
}

/** Upload sessions end with the process; the bytes that have arrived wait in the database, not in memory. */
export class UploadStore {
  readonly #db: Database;
  readonly #sessions = new Map<string, UploadSession>();

  constructor(db: Database) {
    this.#db = db;
    db.write("DELETE FROM upload_part");
  }

  open(session: Omit<UploadSession, "id" | "received">): UploadSession {
    const made = { ...session, id: randomBytes(18).toString("base64url"), received: 0 };
    this.#sessions.set(made.id, made);
    return made;
  }

  find(id: string, nowMs: number): UploadSession | undefined {
    const session = this.#sessions.get(id);
    return session === undefined || session.expiresMs < nowMs ? undefined : session;
  }

  /** Keeps the next bytes of a session. */
  append(session: UploadSession, bytes: Buffer): void {
    this.#db.write(
      "INSERT INTO upload_part (session, start, bytes) VALUES (?, ?, ?)",
      session.id,
      session.received,
      bytes,
    );
    session.received += bytes.length;
  }

  /** All bytes of a session in their order. */
  bytes(session: UploadSession): Buffer {
    const rows = this.#db.all("SELECT bytes FROM upload_part WHERE session = ? ORDER BY start", session.id);
    return Buffer.concat(rows.map((row) => bytesOf(row, "bytes")));
  }

  end(session: UploadSession): void {
    this.#sessions.delete(session.id);
    this.#db.write("DELETE FROM upload_part WHERE session = ?", session.id);
  }
}
