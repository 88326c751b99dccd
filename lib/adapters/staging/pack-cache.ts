type Entry = { bytes: Promise<Uint8Array>; sizeBytes: number };

/** So many packs are remembered as asked for once: about as many as are read at the same time. */
const MAX_ASKED_ONCE = 64;
/** What is on its way counts against no bound: hundreds of readers may ask for a pack each at the same time. */
const MAX_FETCHES = 8;

/**
 * Packs that were fetched lately, still encrypted, bounded by their bytes: the oldest use goes first. Whoever asks for a
 * pack that is on its way waits for that one.
 */
export function createPackCache(maxBytes: number) {
  const entries = new Map<string, Entry>();
  const askedOnce = new Set<string>();
  let totalBytes = 0;
  let fetches = 0;

  const drop = (name: string) => {
    totalBytes -= entries.get(name)?.sizeBytes ?? 0;
    entries.delete(name);
  };

  /** True the second time within a while. */
  const isAskedAgain = (name: string) => {
    if (askedOnce.delete(name)) return true;
    askedOnce.add(name);
    for (const oldest of askedOnce) {
      if (askedOnce.size <= MAX_ASKED_ONCE) break;
      askedOnce.delete(oldest);
    }
    return false;
  };

  return {
    /**
     * The pack, where it is here or worth fetching whole: asked for a second time, and not too many on their way.
     * @returns `undefined` where the caller does better to fetch its own item only
     */
    get(
      name: string,
      sizeBytes: number,
      fetchPack: () => Promise<Uint8Array>,
    ): Promise<Uint8Array> | undefined {
      const known = entries.get(name);
      if (known) {
        entries.delete(name);
        entries.set(name, known);
        return known.bytes;
      }
      if (fetches === MAX_FETCHES || !isAskedAgain(name)) return undefined;
      fetches += 1;
      const bytes = fetchPack().finally(() => (fetches -= 1));
      entries.set(name, { bytes, sizeBytes });
      totalBytes += sizeBytes;
      bytes.catch(() => drop(name));
      for (const oldest of entries.keys()) {
        if (totalBytes <= maxBytes || oldest === name) break;
        drop(oldest);
      }
      return bytes;
    },
  };
}
