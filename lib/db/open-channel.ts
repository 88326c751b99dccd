import type { OpenChannel } from "#lib/domain/alert-channel.ts";
import type { SealedText } from "#lib/envelope.ts";
import type { StoredChannel } from "./alert-channels.ts";

/** @returns undefined where the secret that it needs is not there, or cannot be opened */
export async function openChannelOf(
  stored: StoredChannel,
  open: (sealed: SealedText) => Promise<string>,
): Promise<OpenChannel | undefined> {
  const secret = stored.secret && (await open(stored.secret).catch(() => undefined));
  if (stored.channel === "webhook") {
    return secret === undefined ? undefined : { channel: "webhook", settings: stored.settings, secret };
  }
  if (stored.settings.username !== "" && secret === undefined) return undefined;
  return { channel: "email", settings: stored.settings, password: secret };
}
