import { createRemoteBytes, type RemoteBytes } from "./remote-bytes.ts";
import type { OpenFile, SftpSession } from "./session.ts";

/** Delivery files that are held open while their e-mails are fetched: a day has a few parts. */
const FILES_HELD = 4;

export type OpenFiles = {
  /** @throws Failure `vendor-item-missing` when there is no such file any more */
  bytesOf(name: string, signal: AbortSignal): Promise<RemoteBytes>;
  /** Its handle or its content is of no use any more: the next one opens it anew. */
  forget(name: string): void;
  close(): void;
};

export function createOpenFiles(session: SftpSession): OpenFiles {
  const held = new Map<string, Promise<{ handle: OpenFile; bytes: RemoteBytes }>>();

  const forget = (name: string) => {
    const opened = held.get(name);
    held.delete(name);
    opened?.then(
      ({ handle }) => handle.close(),
      () => undefined,
    );
  };
  const open = async (name: string, signal: AbortSignal) => {
    const handle = await session.open(name, signal);
    return { handle, bytes: createRemoteBytes(handle) };
  };

  return {
    async bytesOf(name, signal) {
      const known = held.get(name);
      const opened = known ?? open(name, signal);
      held.delete(name);
      held.set(name, opened);
      for (const oldest of held.keys()) {
        if (held.size <= FILES_HELD) break;
        forget(oldest);
      }
      try {
        return (await opened).bytes;
      } catch (error) {
        if (held.get(name) === opened) held.delete(name);
        throw error;
      }
    },
    forget,
    close() {
      for (const name of held.keys()) forget(name);
    },
  };
}
