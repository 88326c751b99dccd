import { type Archive } from "./archive.ts";
import { type ArchivedItem, type Position, type Window } from "./shelf.ts";
import { VendorProblem } from "./problem.ts";

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1000;

/** One page of the window. Cursors carry their position and their window, and do not end with the session. */
export function listing(
  archive: Archive,
  query: URLSearchParams,
  pageItems: number,
): Record<string, unknown> {
  const window = windowOf(query);
  const limit = Math.min(limitOf(query.get("limit")), pageItems);
  const found = archive.page(window, positionOf(query.get("cursor"), window), limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((item) => ({
      id: item.id,
      archivedAt: new Date(item.archivedMs).toISOString(),
      sizeBytes: sizeOf(item),
      kind: item.kind,
    })),
    nextCursor: found.length > limit && last !== undefined ? cursorOf(last, window) : null,
    total: archive.count(window),
  };
}

function windowOf(query: URLSearchParams): Window {
  const fromMs = timeOf(query, "archivedFrom");
  const toMs = timeOf(query, "archivedTo");
  if (fromMs > toMs)
    throw new VendorProblem(400, "invalid_request", "archivedFrom must not be after archivedTo");
  return { fromMs, toMs };
}

function timeOf(query: URLSearchParams, name: string): number {
  const value = query.get(name) ?? "";
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms))
    throw new VendorProblem(
      400,
      "invalid_request",
      `${name} must be a UTC time such as 2026-11-21T14:03:22Z`,
    );
  return ms;
}

function limitOf(value: string | null): number {
  if (value === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw new VendorProblem(400, "invalid_request", `limit must be between 1 and ${MAX_LIMIT}`);
  return limit;
}

function cursorOf(last: Position, window: Window): string {
  return Buffer.from(JSON.stringify([last.archivedMs, last.id, window.fromMs, window.toMs])).toString(
    "base64url",
  );
}

function positionOf(cursor: string | null, window: Window): Position | undefined {
  if (cursor === null) return undefined;
  const value = parsed(cursor);
  const [archivedMs, id, fromMs, toMs] = value;
  const isSameWindow = fromMs === window.fromMs && toMs === window.toMs;
  if (typeof archivedMs !== "number" || typeof id !== "string" || !isSameWindow) {
    throw new VendorProblem(400, "invalid_cursor", "The cursor does not belong to this window.");
  }
  return { archivedMs, id };
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Sizes of large items, which are dear to make again for every listing. */
const largeSizes = new Map<string, number>();
const LARGE_BYTES = 1024 * 1024;

/** The vendor does not know the size of every item: one of seven has none in its listing. */
function sizeOf(item: ArchivedItem): number | null {
  const known = largeSizes.get(item.id);
  if (known !== undefined) return known;
  if (item.archivedMs % 7 === 3 && item.kind === "sms") return null;
  const size = item.eml().length;
  if (size > LARGE_BYTES && largeSizes.size < 1000) largeSizes.set(item.id, size);
  return size;
}
