import type { Clock } from "../ports/process.ts";

type Sleeper = { wakeAt: number; wake: () => void };

/**
 * A clock that stands still while anything happens and jumps to the next sleeper's time when nothing does: all that the
 * in-memory world does happens in microtasks, so a macrotask that gets its turn finds the world idle.
 */
export class JumpingClock implements Clock {
  #time: number;
  #isJumpDue = false;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: Date) {
    this.#time = start.getTime();
  }

  now(): Date {
    return new Date(this.#time);
  }

  async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const turn = Promise.withResolvers<void>();
    const sleeper = { wakeAt: this.#time + Math.max(0, delayMs), wake: turn.resolve };
    const giveUp = () => {
      this.#sleepers.delete(sleeper);
      turn.reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#sleepers.add(sleeper);
    this.#scheduleJump();
    await turn.promise.finally(() => signal.removeEventListener("abort", giveUp));
  }

  #scheduleJump(): void {
    if (this.#isJumpDue || this.#sleepers.size === 0) return;
    this.#isJumpDue = true;
    setImmediate(() => {
      this.#isJumpDue = false;
      this.#jump();
      this.#scheduleJump();
    });
  }

  #jump(): void {
    const next = Math.min(...[...this.#sleepers].map((sleeper) => sleeper.wakeAt));
    if (!Number.isFinite(next)) return;
    this.#time = Math.max(this.#time, next);
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakeAt > this.#time) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
