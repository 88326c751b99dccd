import { z } from "zod";
import type { AlertChannel, EmailSettings, WebhookSettings } from "#lib/domain/alert-channel.ts";
import type { SealedText } from "#lib/envelope.ts";
import type { Tx } from "./client.ts";

type Shared = {
  isOn: boolean;
  portalUrl: string;
  /** The password, or the signing secret. */
  secret: SealedText | undefined;
  lastSentAt: Date | null;
  lastFailedAt: Date | null;
  lastFailure: string | null;
  /** When what did not arrive is sent again; null where nothing of it is left to be sent. */
  nextTryAt: Date | null;
};
export type StoredChannel =
  | (Shared & { channel: "email"; settings: EmailSettings })
  | (Shared & { channel: "webhook"; settings: WebhookSettings });

/** Authenticated with the sealed secret, so that it cannot be moved to another channel or organization. */
export function alertSecretContext(tenantId: string, channel: AlertChannel): string {
  return `${tenantId}/alert/${channel}`;
}

export async function listChannels(tx: Tx, tenantId: string): Promise<StoredChannel[]> {
  const rows = await tx.alertChannel.findMany({ where: { tenantId } });
  const tries = await listNextTries(tx, tenantId);
  return rows.flatMap((row) => {
    const { isOn, portalUrl, lastSentAt, lastFailedAt, lastFailure, keyId, wrappedKey, ciphertext } = row;
    const secret = keyId && wrappedKey && ciphertext ? { keyId, wrappedKey, ciphertext } : undefined;
    const nextTryAt = tries.get(row.channel) ?? null;
    const shared = { isOn, portalUrl, secret, lastSentAt, lastFailedAt, lastFailure, nextTryAt };
    const read = stored.safeParse({ channel: row.channel, settings: row.settings });
    return read.success ? [{ ...shared, ...read.data }] : [];
  });
}

/** Of messages that were tried and did not arrive: when the first of them is sent again, by channel. */
async function listNextTries(tx: Tx, tenantId: string): Promise<Map<string, Date>> {
  const rows = await tx.alertMessage.groupBy({
    by: ["channel"],
    where: { tenantId, sentAt: null, givenUpAt: null, failure: { not: null } },
    _min: { nextAt: true },
  });
  return new Map(rows.flatMap(({ channel, _min: { nextAt } }) => (nextAt ? [[channel, nextAt]] : [])));
}

type Saved = { isOn: boolean; settings: EmailSettings | WebhookSettings; portalUrl: string };

/** @param secret undefined leaves the stored one, null takes it away */
export async function saveChannel(
  tx: Tx,
  tenantId: string,
  channel: AlertChannel,
  { isOn, settings, portalUrl }: Saved,
  secret: SealedText | null | undefined,
  now: Date,
): Promise<void> {
  const columns = {
    isOn,
    settings,
    portalUrl,
    updatedAt: now,
    ...(secret !== undefined && secretColumns(secret)),
  };
  const forgotten = { lastFailedAt: null, lastFailure: null };
  await tx.alertChannel.upsert({
    where: { tenantId_channel: { tenantId, channel } },
    create: { tenantId, channel, ...columns },
    update: { ...columns, ...forgotten },
  });
}

function secretColumns(secret: SealedText | null) {
  if (!secret) return { keyId: null, wrappedKey: null, ciphertext: null };
  return {
    keyId: secret.keyId,
    wrappedKey: Uint8Array.from(secret.wrappedKey),
    ciphertext: Uint8Array.from(secret.ciphertext),
  };
}

const stored = z.discriminatedUnion("channel", [
  z.object({
    channel: z.literal("email"),
    settings: z.object({
      host: z.string(),
      port: z.number(),
      security: z.enum(["starttls", "implicit", "none"]),
      username: z.string(),
      from: z.string(),
      to: z.array(z.string()),
    }),
  }),
  z.object({ channel: z.literal("webhook"), settings: z.object({ url: z.string() }) }),
]);

/** @param failure the code of what went wrong; undefined when it was sent */
export async function noteChannelTest(
  tx: Tx,
  tenantId: string,
  channel: AlertChannel,
  failure: string | undefined,
  now: Date,
): Promise<void> {
  const data =
    failure === undefined
      ? { lastSentAt: now, lastFailedAt: null, lastFailure: null }
      : { lastFailedAt: now, lastFailure: failure };
  await tx.alertChannel.updateMany({ where: { tenantId, channel }, data });
}
