import type { Connections } from "./connections.ts";
import { parseImapError } from "./failures.ts";
import { parseMessageId } from "./message-ids.ts";

/** Removes one of our own surplus messages for good. Nothing is removed under a UID that means another message by now. */
export function removeMessage(
  connections: Connections,
  messageId: string,
  signal: AbortSignal,
): Promise<void> {
  return connections.use("other", signal, async (client) => {
    const place = parseMessageId(messageId);
    if (!place) return;
    try {
      const { uidValidity } = await client.mailboxOpen(place.path);
      if (uidValidity === place.uidValidity) await client.messageDelete(String(place.uid), { uid: true });
    } catch (error) {
      if (!parseImapError(error)?.mailboxMissing) throw error;
    }
  });
}
