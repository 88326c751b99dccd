import { z } from "zod";
import type { AlertPlace } from "#lib/db/alerts.ts";
import type { DeletedPlace } from "#lib/db/deleted-connectors.ts";
import type { DeliveryPlace } from "#lib/db/delivery-columns.ts";
import { UNIMPORTED_STATES, type UnimportedPlace } from "#lib/db/unimported-pages.ts";
import { FIRST_UNMAPPED, type UnmappedPlace } from "#lib/db/unmapped-pages.ts";
import { DELIVERY_STATES } from "#lib/domain/delivery.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { queryText } from "#lib/domain/outside-text.ts";

// Cursors come back out of addresses: what is not of our making is refused.

const LAST_RUN_NUMBER = 2_147_483_647;
const runNumber = z.coerce.number().int().min(1).max(LAST_RUN_NUMBER);

/** The number of the last run of the page before. @throws Refusal `cursor-unreadable` */
export function parseRunCursor(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return LAST_RUN_NUMBER;
  const parsed = runNumber.safeParse(cursor);
  if (!parsed.success) throw cursorUnreadable();
  return parsed.data;
}

const LAST_ID = "9223372036854775807";
const rowId = z.string().regex(/^\d{1,18}$/);

/** The id of the last entry of the page before. @throws Refusal `cursor-unreadable` */
export function parseAuditCursor(cursor: string | undefined): string {
  if (cursor === undefined || cursor === "") return LAST_ID;
  const parsed = rowId.safeParse(cursor);
  if (!parsed.success) throw cursorUnreadable();
  return parsed.data;
}

const unmappedPlace = z.tuple([z.coerce.number().int().min(0).max(LAST_RUN_NUMBER), rowId]);

/** No number and no address is in it. */
export function formatUnmappedCursor({ items, id }: UnmappedPlace): string {
  return `${items}-${id}`;
}

/** @throws Refusal `cursor-unreadable` */
export function parseUnmappedCursor(cursor: string | undefined): UnmappedPlace {
  if (cursor === undefined || cursor === "") return FIRST_UNMAPPED;
  const parsed = unmappedPlace.safeParse(cursor.split("-"));
  if (!parsed.success) throw cursorUnreadable();
  const [items, id] = parsed.data;
  return { items, id };
}

export function formatAlertCursor({ atMicros, id }: AlertPlace): string {
  return `${atMicros}.${id}`;
}

/** @throws Refusal `cursor-unreadable` */
export function parseAlertCursor(cursor: string | undefined): AlertPlace | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const [, atMicros, id] = /^(\d{1,17})\.(\d{1,18})$/.exec(cursor) ?? [];
  if (atMicros === undefined || id === undefined) throw cursorUnreadable();
  return { atMicros, id };
}

export function formatDeletedCursor({ deletedAt, id }: DeletedPlace): string {
  return `${deletedAt.getTime()}.${id}`;
}

/** @throws Refusal `cursor-unreadable` */
export function parseDeletedCursor(cursor: string | undefined): DeletedPlace | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const [, atMs, id] = /^(\d{1,14})\.(.{36})$/.exec(cursor) ?? [];
  if (atMs === undefined || !z.uuid().safeParse(id).success || id === undefined) throw cursorUnreadable();
  return { deletedAt: new Date(Number(atMs)), id };
}

const deliveryPlace = z.tuple([z.enum(DELIVERY_STATES), queryText.max(200), z.iso.datetime(), rowId]);

export function formatDeliveryCursor({ state, userId, sentAt, id }: DeliveryPlace): string {
  return Buffer.from(JSON.stringify([state, userId, sentAt.toISOString(), id])).toString("base64url");
}

/** @throws Refusal `cursor-unreadable` */
export function parseDeliveryCursor(cursor: string | undefined): DeliveryPlace | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const parsed = deliveryPlace.safeParse(readJson(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!parsed.success) throw cursorUnreadable();
  const [state, userId, sentAt, id] = parsed.data;
  return { state, userId, sentAt: new Date(sentAt), id };
}

export function formatUnimportedCursor({ state, id }: UnimportedPlace): string {
  return `${state}.${id}`;
}

/** @throws Refusal `cursor-unreadable` */
export function parseUnimportedCursor(cursor: string | undefined): UnimportedPlace | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const [text, id, ...rest] = cursor.split(".");
  const state = UNIMPORTED_STATES.find((known) => known === text);
  const parsed = rowId.safeParse(id);
  if (!state || !parsed.success || rest.length > 0) throw cursorUnreadable();
  return { state, id: parsed.data };
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function cursorUnreadable(): Refusal {
  return new Refusal(
    "cursor-unreadable",
    "The address of this page is not valid. Start again at the first page.",
  );
}
