/** Small items travel together up to this size; a larger one travels alone. */
export const MAX_PACK_BYTES = 4 * 1024 * 1024;

/** Small enough that the counts on the screen move every other second. */
export const MAX_PACK_ITEMS = 250;

/** Cuts items, in their order, into the fewest packs that keep both limits. */
export function planPacks<T>(items: readonly T[], sizeBytesOf: (item: T) => number): T[][] {
  const packs: T[][] = [];
  let pack: T[] = [];
  let packBytes = 0;
  for (const item of items) {
    const sizeBytes = sizeBytesOf(item);
    if (pack.length > 0 && (pack.length === MAX_PACK_ITEMS || packBytes + sizeBytes > MAX_PACK_BYTES)) {
      packs.push(pack);
      pack = [];
      packBytes = 0;
    }
    pack.push(item);
    packBytes += sizeBytes;
  }
  return pack.length > 0 ? [...packs, pack] : packs;
}
