import type { ImapFlow } from "imapflow";
import { type CommandKind, failureOf } from "./failures.ts";

/** The connections to one mailbox: each carries one command after the other, so several are used side by side. */
export type Connections = {
  /** One connection for as long as `work` lasts. @throws Failure, or the signal's reason */
  use<T>(command: CommandKind, signal: AbortSignal, work: (client: ImapFlow) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export function createConnections(
  open: (signal: AbortSignal) => Promise<ImapFlow>,
  max: number,
): Connections {
  const idle: ImapFlow[] = [];
  const busy = new Set<ImapFlow>();
  const waiting: (() => void)[] = [];
  let inUse = 0;

  const take = async (signal: AbortSignal): Promise<ImapFlow> => {
    for (let client = idle.pop(); client; client = idle.pop()) if (client.usable) return client;
    return open(signal);
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inUse -= 1;
  };

  return {
    async use(command, signal, work) {
      signal.throwIfAborted();
      if (inUse < max) inUse += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      try {
        signal.throwIfAborted();
        const client = await take(signal);
        busy.add(client);
        try {
          return await brokenOffBy(signal, client, work);
        } catch (error) {
          signal.throwIfAborted();
          throw failureOf(error, command);
        } finally {
          busy.delete(client);
          if (client.usable) idle.push(client);
        }
      } finally {
        leave();
      }
    },
    async close() {
      for (const client of [...idle.splice(0), ...busy]) client.close();
    },
  };
}

/** A command cannot be taken back: whoever stops waiting for it gives up its connection. */
async function brokenOffBy<T>(
  signal: AbortSignal,
  client: ImapFlow,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const breakOff = () => client.close();
  signal.throwIfAborted();
  signal.addEventListener("abort", breakOff, { once: true });
  try {
    return await work(client);
  } finally {
    signal.removeEventListener("abort", breakOff);
  }
}
