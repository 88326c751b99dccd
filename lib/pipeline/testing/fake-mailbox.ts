import { Failure } from "#lib/domain/failure.ts";

import type { Clock } from "../ports/process.ts";
import type { FoundMessage, Letter, Mailbox, MailboxHold, MessageKeys } from "../ports/mailbox.ts";

export type KeptMessage = {
  messageId: string;
  folderId: string;
  importKey: string;
  sha256: string;
  isComplete: boolean;
  /** When the mailbox says that it came. */
  receivedAt: Date;
  letter: Letter;
};

/** One mailbox as it is at the service. */
export type MailboxState = {
  userId: string;
  folders: Map<string, string>;
  messages: KeptMessage[];
  /** The import key of every whole message that was ever created, also of removed ones. */
  createdKeys: string[];
  inFlight: number;
  /** The most requests that were in flight together. */
  peakInFlight: number;
  requests: number;
};

export type MailboxCall = "ensureFolder" | "findByKey" | "create" | "remove" | "listKeys";

/** What goes wrong with one request, and whether it was carried out all the same. */
export type Mishap = {
  failure: Failure;
  /** `late`: 10 s after the connection broke. `incomplete`: without its attachments. */
  effect?: "carried-out" | "late" | "incomplete";
};

export type MailboxBehaviour = {
  /** Of originals nothing but the bytes is kept. */
  takes: Letter["kind"];
  clock: Clock;
  latencyMs(n: number): number;
  pageSize: number;
  /** Asked before every request; `n` counts the requests to this mailbox from 1. */
  mishapAt(call: MailboxCall, userId: string, n: number, importKey: string | undefined): Mishap | undefined;
};

const LATE_MS = 10_000;

export function createMailboxState(userId: string): MailboxState {
  return {
    userId,
    folders: new Map(),
    messages: [],
    createdKeys: [],
    inFlight: 0,
    peakInFlight: 0,
    requests: 0,
  };
}

/** A mailbox behind a service that behaves, or misbehaves, as it is told. */
export function createFakeMailbox(
  state: MailboxState,
  behaviour: MailboxBehaviour,
  hold: MailboxHold,
): Mailbox {
  const never = new AbortController().signal;
  let serial = 0;

  async function request<T>(call: MailboxCall, importKey: string | undefined, effect: () => T): Promise<T> {
    await hold.confirm();
    hold.usage.add(behaviour.clock.now().getTime(), { requests: 1, uploadBytes: 0 });
    const n = (state.requests += 1);
    state.inFlight += 1;
    state.peakInFlight = Math.max(state.peakInFlight, state.inFlight);
    try {
      const latencyMs = behaviour.latencyMs(n);
      if (latencyMs > 0) await behaviour.clock.sleep(latencyMs, never);
      const mishap = behaviour.mishapAt(call, state.userId, n, importKey);
      if (!mishap) return effect();
      if (mishap.effect === "carried-out") effect();
      if (mishap.effect === "late") void behaviour.clock.sleep(LATE_MS, never).then(effect);
      if (mishap.effect === "incomplete") {
        effect();
        const latest = state.messages.at(-1);
        if (latest) latest.isComplete = false;
        state.createdKeys.pop();
      }
      throw mishap.failure;
    } finally {
      state.inFlight -= 1;
    }
  }

  const nextId = (kind: string) => `${kind}-${state.userId}-${state.requests}-${(serial += 1)}`;
  const found = ({ messageId, importKey, sha256, isComplete }: KeptMessage): FoundMessage =>
    behaviour.takes === "composed" ? { messageId, importKey, isComplete } : { messageId, sha256, isComplete };
  const isMeant = (message: KeptMessage, keys: MessageKeys) =>
    behaviour.takes === "composed" ? message.importKey === keys.importKey : message.sha256 === keys.sha256;

  return {
    takes: behaviour.takes,
    close: () => Promise.resolve(),
    ensureFolder: (name, knownFolderId) =>
      request("ensureFolder", undefined, () => {
        if (knownFolderId !== undefined && state.folders.get(knownFolderId) === name) {
          return { folderId: knownFolderId, origin: "known" } as const;
        }
        const existing = [...state.folders].find(([, folderName]) => folderName === name)?.[0];
        if (existing !== undefined) return { folderId: existing, origin: "found" } as const;
        const folderId = nextId("folder");
        state.folders.set(folderId, name);
        return { folderId, origin: "created" } as const;
      }),
    findByKey: (sought) =>
      request("findByKey", sought.importKey, () =>
        state.messages.filter((message) => isMeant(message, sought)).map(found),
      ),
    create: (folderId, letter, keys) =>
      request("create", keys.importKey, () => {
        if (!state.folders.has(folderId)) throw new Failure("folder-missing", { kind: "permanent" });
        const messageId = nextId("message");
        const receivedAt = letter.kind === "original" ? letter.sentAt : letter.message.receivedAt;
        state.messages.push({ messageId, folderId, letter, receivedAt, ...keys, isComplete: true });
        state.createdKeys.push(keys.importKey);
        return messageId;
      }),
    remove: (messageId) =>
      request("remove", undefined, () => {
        state.messages = state.messages.filter((message) => message.messageId !== messageId);
      }),
    listKeys: (folderId, { from, to }, cursor) =>
      request("listKeys", undefined, () => {
        const start = Number(cursor ?? 0);
        const end = start + behaviour.pageSize;
        const inRange = state.messages.filter(
          ({ folderId: its, receivedAt }) => its === folderId && from <= receivedAt && receivedAt <= to,
        );
        return {
          messages: inRange.slice(start, end).map(found),
          nextCursor: end < inRange.length ? String(end) : undefined,
        };
      }),
  };
}
