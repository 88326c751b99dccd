import { createHash } from "node:crypto";
import { bytesOf, type Database, integerOf, textOf } from "../store/database.ts";
import { generatedShelf, type Batch } from "./generated-shelf.ts";
import {
  compareItems,
  listShelf,
  type ArchivedItem,
  type Position,
  type Shelf,
  type Window,
} from "./shelf.ts";
import { type TrafficSource } from "./traffic.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What one vendor account has archived: generated batches, the mails of a folder, and mails given by hand. */
export class Archive {
  readonly #db: Database;
  readonly #source: TrafficSource;
  readonly #shelves: Shelf[] = [];
  readonly #given: ArchivedItem[] = [];
  #nextIndex = 0;

  /** The first start with a data file lays down `firstItems` over the 24 hours before `startedMs`. */
  constructor(
    db: Database,
    source: TrafficSource,
    startedMs: number,
    firstItems: number,
    files: ArchivedItem[],
  ) {
    this.#db = db;
    this.#source = source;
    const rows = db.all("SELECT * FROM vendor_batch WHERE account = ? ORDER BY id", source.account);
    if (rows.length === 0) this.addGenerated(firstItems, startedMs - DAY_MS, startedMs);
    for (const row of rows) {
      const [fromMs, toMs] = [integerOf(row, "from_ms"), integerOf(row, "to_ms")];
      this.#shelve({
        firstIndex: integerOf(row, "first_index"),
        count: integerOf(row, "count"),
        fromMs,
        toMs,
      });
    }
    this.#shelves.push(listShelf(files), listShelf(this.#given));
    for (const row of db.all("SELECT id, archived_ms FROM vendor_eml WHERE account = ?", source.account)) {
      this.#give(textOf(row, "id"), integerOf(row, "archived_ms"));
    }
  }

  /** Adds generated items with archive times spread over [fromMs, toMs), or all at `fromMs` when both are equal. */
  addGenerated(count: number, fromMs: number, toMs: number): void {
    const batch = { firstIndex: this.#nextIndex, count, fromMs, toMs };
    this.#db.write(
      "INSERT INTO vendor_batch (account, first_index, count, from_ms, to_ms) VALUES (?, ?, ?, ?, ?)",
      this.#source.account,
      batch.firstIndex,
      count,
      fromMs,
      toMs,
    );
    this.#shelve(batch);
  }

  /** Adds one mail as it is; without an id of its own it gets one by the bytes and the time. */
  addEml(eml: Buffer, archivedMs: number, ownId?: string): string {
    const hash = createHash("sha256").update(eml).update(String(archivedMs)).digest("hex");
    const id = ownId ?? `given.${hash.slice(0, 24)}`;
    if (this.find(id) !== undefined) return id;
    this.#db.write(
      "INSERT INTO vendor_eml (id, account, archived_ms, bytes) VALUES (?, ?, ?, ?)",
      id,
      this.#source.account,
      archivedMs,
      eml,
    );
    this.#give(id, archivedMs);
    return id;
  }

  count(window: Window): number {
    return this.#shelves.reduce((sum, shelf) => sum + shelf.count(window), 0);
  }

  /** The next `limit` items of the window, ordered by (archive time, id). */
  page(window: Window, after: Position | undefined, limit: number): ArchivedItem[] {
    const candidates = this.#shelves.flatMap((shelf) => shelf.slice(window, after, limit));
    return candidates.toSorted(compareItems).slice(0, limit);
  }

  find(id: string): ArchivedItem | undefined {
    for (const shelf of this.#shelves) {
      const item = shelf.find(id);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  #shelve(batch: Batch): void {
    if (batch.count > 0) this.#shelves.push(generatedShelf(this.#source, batch));
    this.#nextIndex = Math.max(this.#nextIndex, batch.firstIndex + batch.count);
  }

  #give(id: string, archivedMs: number): void {
    const eml = (): Buffer => {
      const row = this.#db.one("SELECT bytes FROM vendor_eml WHERE id = ?", id);
      return row === undefined ? Buffer.alloc(0) : bytesOf(row, "bytes");
    };
    this.#given.push({ id, archivedMs, kind: "sms", eml });
    this.#given.sort(compareItems);
  }
}
