import type { AlertSeverity } from "../alert.ts";
import type { DigestAlert } from "../alert-message.ts";

/** What an admin is told of without looking. */
export type AlertRow = DigestAlert & {
  severity: AlertSeverity;
  /** By the viewer, as it is now. */
  isRead: boolean;
};

/** The latest alerts of thirty days, for the bell; `unread` counts the viewer's, up to 100. */
export type AlertFeed = { unread: number; open: number; alerts: AlertRow[] };
