import type { Lane } from "./lane.ts";
import type { DeliveryOutcome, DeliveryToImport } from "./ports/lane-store.ts";

/** So many are marked as *posting* at a time, and so many outcomes wait to be written at most. */
const BATCH = 24;
/** Refilled before it is empty, so that the mailbox never waits for the database. */
const LOW = 8;

/** The lane's deliveries in *posting* that wait for their turn, and the outcomes that wait to be written. */
export type DeliveryLine = {
  readonly isLow: boolean;
  readonly isEmpty: boolean;
  next(): DeliveryToImport | undefined;
  /** Certainly not sent: it keeps its place by age. */
  putBack(delivery: DeliveryToImport): void;
  record(outcome: DeliveryOutcome): void;
  /** Writes the outcomes, then takes more. */
  refill(): Promise<void>;
  /** Gives back what was not sent and writes all outcomes. */
  close(): Promise<void>;
};

export function createDeliveryLine({ deps, claim }: Lane): DeliveryLine {
  const line: DeliveryToImport[] = [];
  let outcomes: DeliveryOutcome[] = [];
  let isExhausted = false;

  const write = async () => {
    const written = outcomes;
    outcomes = [];
    if (written.length > 0) await deps.lanes.recordOutcomes(claim, written, deps.clock.now());
  };

  return {
    get isLow() {
      return !isExhausted && line.length < LOW;
    },
    get isEmpty() {
      return isExhausted && line.length === 0;
    },
    next: () => line.shift(),
    putBack: (delivery) => {
      line.push(delivery);
      line.sort((one, other) => one.sentAt.getTime() - other.sentAt.getTime());
    },
    record: (outcome) => {
      outcomes.push(outcome);
    },
    refill: async () => {
      await write();
      const taken = await deps.lanes.takePending(claim, BATCH, deps.clock.now());
      line.push(...taken);
      isExhausted = taken.length < BATCH;
    },
    close: async () => {
      for (const { deliveryId } of line.splice(0))
        outcomes.push({ deliveryId, state: "pending", wasLost: false });
      await write();
    },
  };
}
