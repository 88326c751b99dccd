import type { ByteBudget } from "./ports/process.ts";

type Waiter = { sizeBytes: number; admit: () => void };

/** First come first served without exception, so that a large item is not starved by small ones. */
export function createByteBudget(capacityBytes: number): ByteBudget {
  let freeBytes = capacityBytes;
  const waiters = new Set<Waiter>();

  const admitWaiters = () => {
    for (const waiter of waiters) {
      if (waiter.sizeBytes > freeBytes) return;
      waiters.delete(waiter);
      freeBytes -= waiter.sizeBytes;
      waiter.admit();
    }
  };

  const releaseOf = (sizeBytes: number) => {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      freeBytes += sizeBytes;
      admitWaiters();
    };
  };

  return {
    acquire: async (requestedBytes, signal) => {
      signal.throwIfAborted();
      const sizeBytes = Math.min(requestedBytes, capacityBytes);
      if (waiters.size === 0 && sizeBytes <= freeBytes) {
        freeBytes -= sizeBytes;
        return releaseOf(sizeBytes);
      }
      const turn = Promise.withResolvers<void>();
      const waiter: Waiter = { sizeBytes, admit: turn.resolve };
      const giveUp = () => {
        if (waiters.delete(waiter)) turn.reject(signal.reason);
        admitWaiters();
      };
      signal.addEventListener("abort", giveUp, { once: true });
      waiters.add(waiter);
      admitWaiters();
      await turn.promise.finally(() => signal.removeEventListener("abort", giveUp));
      return releaseOf(sizeBytes);
    },
  };
}
