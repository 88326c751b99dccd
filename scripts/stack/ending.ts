import { constants } from "node:os";

import { refuseChildren, stopChildren } from "./child.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

let received: (typeof SIGNALS)[number] | undefined;

/**
 * From now on Ctrl-C, a kill or the terminal's end stops every process that this one has started, one that is only just
 * starting included, and then this one. A second signal hurries nothing.
 */
export function endOnSignals(): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (received) return;
      received = signal;
      refuseChildren();
      void stopChildren().finally(() => process.exit(exitCodeOfSignal()));
    });
  }
}

/** As a shell has it, 128 and the signal's number; `undefined` as long as nobody asked to end. */
export function exitCodeOfSignal(): number | undefined {
  return received && 128 + constants.signals[received];
}
