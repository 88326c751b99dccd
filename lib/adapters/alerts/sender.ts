import type { AlertMessage } from "#lib/domain/alert-message.ts";
import type { OpenChannel, SendResult } from "#lib/domain/alert-channel.ts";
import { type Resolve, resolveAll } from "#lib/public-address.ts";
import { sendEmail } from "./send-email.ts";
import { sendWebhook } from "./send-webhook.ts";

export type SenderOptions = {
  /** Whether addresses of the portal's own network may be reached, and webhooks there without TLS. */
  isPrivateAllowed: boolean;
  resolve?: Resolve;
  /** PEM of a further authority to trust. */
  ca?: string;
  now?: () => Date;
};

/** Sends one message through one channel, once, within bounded time. Never throws for what the other side does. */
export type SendAlert = (channel: OpenChannel, message: AlertMessage) => Promise<SendResult>;

export function createAlertSender(options: SenderOptions): SendAlert {
  const whole = { resolve: resolveAll, now: () => new Date(), ca: undefined, ...options };
  return (channel, message) =>
    channel.channel === "email" ? sendEmail(whole, channel, message) : sendWebhook(whole, channel, message);
}
