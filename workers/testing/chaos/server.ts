import { setTimeout as delay } from "node:timers/promises";

import { type Child, waitUntil } from "#scripts/stack/child.ts";

type Startable = Child & { port: number };
/** Starts the server on the port, or on any free one; `onDeath` is told when it ends by itself. */
export type Start<Kind extends Startable> = (
  preferredPort: number,
  onDeath: (name: string, tail: string) => void,
) => Promise<Kind>;

/** A server that is ended and started again under one address, with the data that it kept. */
export type Server<Kind extends Startable> = {
  /** As it was when it was started for the first time: its address stays. */
  readonly first: Kind;
  end(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  isAlive(): boolean;
  stop(): Promise<void>;
};

export async function keepServer<Kind extends Startable>(start: Start<Kind>): Promise<Server<Kind>> {
  const first = await start(0, () => undefined);
  let current: Kind = first;
  return {
    first,
    async end(signal) {
      current.kill(signal);
      await waitUntil(`The end of ${first.name}`, () => Promise.resolve(!current.isAlive()));
    },
    async start() {
      current = await startAgain(start, first.port);
    },
    isAlive: () => current.isAlive(),
    stop: () => current.stop(),
  };
}

/** A server refuses to start while something of its killed predecessor is still there: so it is asked again. */
async function startAgain<Kind extends Startable>(start: Start<Kind>, port: number): Promise<Kind> {
  for (let tries = 0; tries < 100; tries += 1) {
    let died: (value: undefined) => void = () => undefined;
    const death = new Promise<undefined>((resolve) => {
      died = resolve;
    });
    const attempt = start(port, () => died(undefined));
    attempt.catch(() => undefined);
    const started = await Promise.race([attempt, death]);
    if (started?.port === port) return started;
    await started?.stop();
    await delay(200);
  }
  throw new Error(`nothing could be started again on port ${port}`);
}
