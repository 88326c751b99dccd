type Entry = { bytes: Promise<Uint8Array>; sizeBytes: number };

/**
 * Packs that were fetched lately, still encrypted, bounded by their bytes: the oldest use goes first. Whoever asks for a
 * pack that is on its way waits for that one.
 */
export function createPackCache(maxBytes: number) {
  const entries = new Map<string, Entry>();
  let totalBytes = 0;

  const drop = (name: string) => {
    totalBytes -= entries.get(name)?.sizeBytes ?? 0;
    entries.delete(name);
  };

  return {
    get(name: string, sizeBytes: number, fetchPack: () => Promise<Uint8Array>): Promise<Uint8Array> {
      const known = entries.get(name);
      if (known) {
        entries.delete(name);
        entries.set(name, known);
        return known.bytes;
      }
      const bytes = fetchPack();
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
