import { DatabaseSync, type StatementSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { SCHEMA } from "./schema.ts";

export type Row = Record<string, SQLOutputValue>;

/** Writes wait this long for company before they are committed together. */
const COMMIT_AFTER_MS = 20;

/**
 * The sandbox's state in one SQLite file. Writes join one open transaction that is committed every few
 * milliseconds; reads on the same connection see them at once.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536",
    );
    this.#db.exec(SCHEMA);
  }

  write(sql: string, ...values: SQLInputValue[]): void {
    this.#begin();
    this.#prepared(sql).run(...values);
  }

  one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  /** One number, 0 where there is no row or a null. */
  count(sql: string, ...values: SQLInputValue[]): number {
    const row = this.one(sql, ...values);
    const first = row === undefined ? undefined : Object.values(row)[0];
    return typeof first === "number" ? first : 0;
  }

  setting(name: string): string | undefined {
    const row = this.one("SELECT value FROM setting WHERE name = ?", name);
    return row === undefined ? undefined : textOf(row, "value");
  }

  saveSetting(name: string, value: string): void {
    this.write(
      "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      name,
      value,
    );
  }

  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#db.exec("COMMIT");
  }

  close(): void {
    this.flush();
    this.#statements.clear();
    this.#db.close();
  }

  #begin(): void {
    if (this.#timer !== undefined) return;
    this.#db.exec("BEGIN");
    this.#timer = setTimeout(() => {
      this.flush();
    }, COMMIT_AFTER_MS);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : "";
}

export function integerOf(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : 0;
}

export function bytesOf(row: Row, column: string): Buffer {
  const value = row[column];
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.alloc(0);
}

export function optionalTextOf(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}
