import { type Limits } from "../options.ts";

/** Why a request is over a limit, and when to come again. */
export interface Excess {
  readonly limit: "MailboxConcurrency" | "MailboxRequests" | "IncomingBytes";
  readonly retryAfterSeconds: number;
}

const BUCKETS = 10;
const TEN_MINUTES_MS = 600_000;
const FIVE_MINUTES_MS = 300_000;
const CONCURRENCY_RETRY_SECONDS = 10;

interface Usage {
  inFlight: number;
  readonly requests: SlidingSum;
  readonly bytes: SlidingSum;
}

/** One application at one mailbox. Source: Microsoft Graph service-specific throttling limits, Outlook service. */
export class MailboxLimits {
  readonly #limits: Limits;
  readonly #usage = new Map<string, Usage>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts a request from its first byte and returns how many are in flight with it. */
  enter(mailbox: string): number {
    const usage = this.#of(mailbox);
    usage.inFlight += 1;
    return usage.inFlight;
  }

  leave(mailbox: string): void {
    this.#of(mailbox).inFlight -= 1;
  }

  /** What a request with that many others in flight, and that many bytes, is over; undefined when it may pass. */
  excess(mailbox: string, inFlight: number, bodyBytes: number, nowMs: number): Excess | undefined {
    if (inFlight > this.#limits.concurrentRequests)
      return { limit: "MailboxConcurrency", retryAfterSeconds: CONCURRENCY_RETRY_SECONDS };
    const usage = this.#of(mailbox);
    if (usage.requests.total(nowMs) + 1 > this.#limits.requestsPer10Minutes) {
      return { limit: "MailboxRequests", retryAfterSeconds: usage.requests.secondsUntilRoom(nowMs) };
    }
    if (usage.bytes.total(nowMs) + bodyBytes > this.#limits.uploadBytesPer5Minutes) {
      return { limit: "IncomingBytes", retryAfterSeconds: usage.bytes.secondsUntilRoom(nowMs) };
    }
    usage.requests.add(1, nowMs);
    if (bodyBytes > 0) usage.bytes.add(bodyBytes, nowMs);
    return undefined;
  }

  #of(mailbox: string): Usage {
    const known = this.#usage.get(mailbox);
    if (known !== undefined) return known;
    const made = {
      inFlight: 0,
      requests: new SlidingSum(TEN_MINUTES_MS),
      bytes: new SlidingSum(FIVE_MINUTES_MS),
    };
    this.#usage.set(mailbox, made);
    return made;
  }
}

/** A sum over the last while, kept in ten buckets. */
class SlidingSum {
  readonly #bucketMs: number;
  readonly #sums: number[] = Array.from({ length: BUCKETS }, () => 0);
  #newest = 0;
  #total = 0;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(amount: number, nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#newest % BUCKETS;
    this.#sums[at] = (this.#sums[at] ?? 0) + amount;
    this.#total += amount;
  }

  total(nowMs: number): number {
    this.#advance(nowMs);
    return this.#total;
  }

  /** Until the oldest bucket that holds anything falls out of the window. */
  secondsUntilRoom(nowMs: number): number {
    this.#advance(nowMs);
    for (let bucket = this.#newest - BUCKETS + 1; bucket <= this.#newest; bucket += 1) {
      if ((this.#sums[bucket % BUCKETS] ?? 0) > 0)
        return Math.max(1, Math.ceil(((bucket + BUCKETS) * this.#bucketMs - nowMs) / 1000));
    }
    return 1;
  }

  #advance(nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (bucket <= this.#newest) return;
    const steps = Math.min(BUCKETS, bucket - this.#newest);
    for (let step = 1; step <= steps; step += 1) {
      const at = (this.#newest + step) % BUCKETS;
      this.#total -= this.#sums[at] ?? 0;
      this.#sums[at] = 0;
    }
    this.#newest = bucket;
  }
}
