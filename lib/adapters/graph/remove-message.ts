import type { GraphClient } from "./client.ts";
import { failureOf } from "./failures.ts";

/**
 * Removes one of our own incomplete or surplus messages for good: a plain DELETE would move it to the user's Deleted
 * Items, where it would be found by its key again. Clouds without permanentDelete get the DELETE.
 */
export async function removeMessage(
  client: GraphClient,
  messageId: string,
  signal: AbortSignal,
): Promise<void> {
  const message = `messages/${encodeURIComponent(messageId)}`;
  const path = `${message}/permanentDelete`;
  let answer = await client.send({ method: "POST", path, isRepeatable: true, signal });
  if (answer.status === 400 || answer.status === 405 || answer.status === 501) {
    answer = await client.send({ method: "DELETE", path: message, isRepeatable: true, signal });
  }
  const isGone = answer.status === 404 && answer.code === "ErrorItemNotFound";
  if (answer.status !== 204 && !isGone) throw failureOf(answer, true);
}
