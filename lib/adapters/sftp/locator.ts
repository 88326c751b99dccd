import { z } from "zod";
import type { PackedContent } from "./entry-content.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** The place of an e-mail: the delivery file, and where in it its packed bytes lie. Kept with the item's row. */
export type Place = { file: string; content: PackedContent };

const places = z.tuple([z.string(), z.number(), z.number(), z.number(), z.number(), z.number()]);

export function locatorOf(file: string, entry: ZipEntry): string {
  const { method, headerOffset, packedBytes, sizeBytes, crc32 } = entry;
  return JSON.stringify([file, method, headerOffset, packedBytes, sizeBytes, crc32]);
}

/** @returns undefined for a text that was not made here */
export function parseLocator(locator: string): Place | undefined {
  const parsed = places.safeParse(jsonOf(locator));
  if (!parsed.success) return undefined;
  const [file, method, headerOffset, packedBytes, sizeBytes, crc32] = parsed.data;
  return { file, content: { method, headerOffset, packedBytes, sizeBytes, crc32 } };
}

/** Where the listing stands: in a version of a file, or behind one that is listed. */
export type ListingPlace = { file: string; sizeBytes: number; modifiedMs: number; nextMail: number };

const listingPlaces = z.tuple([z.string(), z.number(), z.number(), z.number()]);

export function cursorOf({ file, sizeBytes, modifiedMs, nextMail }: ListingPlace): string {
  return JSON.stringify([file, sizeBytes, modifiedMs, nextMail]);
}

/** @returns undefined where there is none, or one of another program: the listing then begins anew, and nothing doubles */
export function parseCursor(cursor: string | undefined): ListingPlace | undefined {
  const parsed = listingPlaces.safeParse(cursor === undefined ? undefined : jsonOf(cursor));
  if (!parsed.success) return undefined;
  const [file, sizeBytes, modifiedMs, nextMail] = parsed.data;
  return { file, sizeBytes, modifiedMs, nextMail };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
