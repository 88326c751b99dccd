import { Failure } from "#lib/domain/failure.ts";
import type { Connections } from "./connections.ts";
import { withCrLf } from "./line-ends.ts";
import { messageIdOf, pathOf } from "./message-ids.ts";

/**
 * Appends an original, read and with its own time, in one command: it is there as a whole or not at all.
 * @returns the message's id, or `undefined` where the server does not tell it
 * @throws Failure; with `isOutcomeUnknown` the message may be there, and is found by its bytes
 */
export async function appendMessage(
  connections: Connections,
  folderId: string,
  bytes: Uint8Array,
  sentAt: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  // No literal carries NUL, and servers that take it otherwise keep something else. Source: RFC 9051 §9, CHAR8.
  if (bytes.includes(0)) throw new Failure("message-refused", { kind: "permanent", scope: "delivery" });
  const path = pathOf(folderId);
  const appended = await connections.use("append", signal, (client) =>
    client.append(path, withCrLf(bytes), ["\\Seen"], sentAt),
  );
  if (!appended) throw new Failure("mailbox-unreachable", { kind: "transient", isOutcomeUnknown: true });
  const { uid, uidValidity } = appended;
  return uid === undefined || uidValidity === undefined ? undefined : messageIdOf({ uidValidity, uid, path });
}
