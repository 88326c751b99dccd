import { type SandboxHolder } from "../sandbox.ts";

const MINUTE_MS = 60_000;
const SHORTEST_TICK_MS = 1000;

/** Lets new items arrive at Contoso's account while the sandbox runs. Returns what stops it. */
export function startTrickle(holder: SandboxHolder): () => void {
  const perMinute = holder.current.options.tricklePerMinute;
  if (perMinute <= 0) return () => undefined;
  const tickMs = Math.max(SHORTEST_TICK_MS, MINUTE_MS / perMinute);
  let owed = 0;
  const timer = setInterval(() => {
    owed += (perMinute * tickMs) / MINUTE_MS;
    const count = Math.floor(owed);
    owed -= count;
    const now = holder.current.options.now();
    if (count > 0) holder.current.archives.get("contoso-archive")?.addGenerated(count, now, now);
  }, tickMs);
  return () => {
    clearInterval(timer);
  };
}
