type Window = { count: number; endsAtMs: number };

/** More addresses than that within ten minutes are an attack on memory; the oldest are forgotten then. */
const MOST_KEYS = 50_000;

/** Counts within this process alone. */
export function createLocalCounter(now: () => Date) {
  const windows = new Map<string, Window>();
  return (key: string, windowMs: number): { count: number; endsInMs: number } => {
    const nowMs = now().getTime();
    const known = windows.get(key);
    const window = known && known.endsAtMs > nowMs ? known : { count: 0, endsAtMs: nowMs + windowMs };
    window.count += 1;
    if (window !== known) {
      // Behind all others, which are in the order of their beginnings.
      windows.delete(key);
      windows.set(key, window);
      forgetEnded(windows, nowMs);
    }
    return { count: window.count, endsInMs: window.endsAtMs - nowMs };
  };
}

function forgetEnded(windows: Map<string, Window>, nowMs: number): void {
  for (const [key, { endsAtMs }] of windows) {
    if (endsAtMs > nowMs && windows.size <= MOST_KEYS) return;
    windows.delete(key);
  }
}
