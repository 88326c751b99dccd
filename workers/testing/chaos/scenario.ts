import type { Child } from "#scripts/stack/child.ts";

import type { ChaosWorld } from "./chaos-world.ts";
import type { ScreenWatch } from "./watch-screen.ts";

/** How hard a scenario is played: `bounded` as one test among others, `long` by `npm run test:chaos`. */
export type Intensity = "bounded" | "long";

/** A fault: what happens while a run goes on, and what may come after it. */
export type Scenario = {
  name: string;
  /** Two unless told. */
  workers?: number;
  /** Some items come only when the scenario adds them; all others find them at the vendor from the beginning. */
  addsHeldBackItems?: boolean;
  /** Before anybody works, and before the connector is there. */
  prepare?: (world: ChaosWorld) => Promise<void>;
  /** While the run goes on. Returns when the fault is over, which may be after the run's end. */
  meanwhile: (stage: Stage) => Promise<void>;
  /** After the run's end: what an admin does so that the rest is imported, too. */
  afterwards?: (stage: Stage) => Promise<void>;
};

/** A scenario's hands. */
export type Stage = {
  world: ChaosWorld;
  screen: ScreenWatch;
  intensity: Intensity;
  /** In [0, 1), from the seed. */
  random(): number;
  /** The run that was queued last. */
  run: { connectorId: string; runId: string };
  /** Those that nobody has killed. */
  workers: Child[];
  /** Stretches the run, so that there is an instant for everything. */
  slowDown(): Promise<void>;
  startWorker(): Child;
  /** Waits until as many workers as there should be have given a sign of life. */
  workersAreUp(): Promise<void>;
  /** SIGKILL, and nobody in its place. */
  killWorker(worker: Child): void;
  /** SIGKILL; returns when the next one answers. */
  killPortal(): Promise<void>;
  /** Waits until as many items or deliveries of the run are so far. @throws Error when it ends before: no fault, no test */
  reached(what: "listed" | "fetched" | "settled", count: number): Promise<void>;
  hasRunEnded(): Promise<boolean>;
  /** Waits until the query's `holds` is true; the database may be away meanwhile. @throws Error after the time */
  until(what: string, query: string, values: readonly unknown[], seconds: number): Promise<void>;
  runEnded(seconds: number): Promise<void>;
  /** The admin chooses Run now. */
  startRun(): Promise<void>;
  addHeldBackItems(): Promise<void>;
};
