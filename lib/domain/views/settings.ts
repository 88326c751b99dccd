import type { AlertRules } from "../alert.ts";
import type { EmailSettings, WebhookSettings } from "../alert-channel.ts";
import type { KeepDays } from "../retention.ts";
import type { Instant } from "./page.ts";

/** Whether messages arrive through a channel. */
export type ChannelHealth = {
  isOn: boolean;
  lastSentAt: Instant | null;
  lastFailedAt: Instant | null;
  /** The code of what went wrong with the last message. */
  lastFailure: string | null;
  /** When what did not arrive is sent again; null where nothing of it is left to be sent. */
  nextTryAt: Instant | null;
};

/** Who is told of what. `settings` are null for those who may not see where messages go; secrets are never shown. */
export type AlertSettings = {
  rules: AlertRules;
  email: (ChannelHealth & { settings: EmailSettings | null; hasPassword: boolean }) | null;
  webhook: (ChannelHealth & { settings: WebhookSettings | null }) | null;
};

/** How long originals are kept, and what that means for those that are kept now. */
export type RetentionSettings = {
  keepDays: KeepDays;
  keptBytes: number;
  /** Of them in packs in which something needs its original. */
  unsettledBytes: number;
  /** When the rule lets go of the next pack; in the past where workers are at it. */
  nextDeletionAt: Instant | null;
  deletedBytes: number;
  lastDeletedAt: Instant | null;
};
