/** What has been asked of the sandbox since it started or was last told to forget. */
export class Stats {
  #requests = new Map<string, number>();
  #throttled = 0;
  #maxInFlight = new Map<string, number>();

  countRequest(kind: string): void {
    this.#requests.set(kind, (this.#requests.get(kind) ?? 0) + 1);
  }

  countThrottled(): void {
    this.#throttled += 1;
  }

  sawInFlight(mailbox: string, inFlight: number): void {
    if (inFlight > (this.#maxInFlight.get(mailbox) ?? 0)) this.#maxInFlight.set(mailbox, inFlight);
  }

  forget(): void {
    this.#requests = new Map();
    this.#throttled = 0;
    this.#maxInFlight = new Map();
  }

  snapshot(): {
    requests: Record<string, number>;
    throttled: number;
    maxInFlight: number;
    maxInFlightByMailbox: Record<string, number>;
    vendor: { lists: number; downloads: number; sessions: number };
  } {
    return {
      requests: Object.fromEntries([...this.#requests].toSorted(([a], [b]) => a.localeCompare(b))),
      throttled: this.#throttled,
      maxInFlight: Math.max(0, ...this.#maxInFlight.values()),
      maxInFlightByMailbox: Object.fromEntries(this.#maxInFlight),
      vendor: {
        lists: this.#requests.get("vendor.list") ?? 0,
        downloads: this.#requests.get("vendor.download") ?? 0,
        sessions: this.#requests.get("vendor.sessions") ?? 0,
      },
    };
  }
}
