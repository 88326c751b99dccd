import { listChannels, type StoredChannel } from "#lib/db/alert-channels.ts";
import { readAlertRules } from "#lib/db/alert-rules.ts";
import { isAllowed } from "#lib/domain/connector.ts";
import type { AlertSettings, ChannelHealth } from "#lib/domain/views/settings.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Who is told of what, and whether that works. Where messages go is for admins and auditors; secrets are for nobody. */
export async function getAlertSettings(context: ServiceContext): Promise<AlertSettings> {
  authorize(context, "look");
  const { tenantId, roles } = context.viewer;
  const rules = await context.db.sql(tenantId, (sql) => readAlertRules(sql, tenantId));
  const channels = await context.db.tenant(tenantId, (tx) => listChannels(tx, tenantId));
  const isShown = isAllowed(roles, "read-audit");
  const email = channels.find((each) => each.channel === "email");
  const webhook = channels.find((each) => each.channel === "webhook");
  return {
    rules,
    email: email
      ? {
          ...healthOf(email),
          settings: isShown ? email.settings : null,
          hasPassword: email.secret !== undefined,
        }
      : null,
    webhook: webhook ? { ...healthOf(webhook), settings: isShown ? webhook.settings : null } : null,
  };
}

function healthOf({ isOn, lastSentAt, lastFailedAt, lastFailure, nextTryAt }: StoredChannel): ChannelHealth {
  return {
    isOn,
    lastSentAt: lastSentAt?.toISOString() ?? null,
    lastFailedAt: lastFailedAt?.toISOString() ?? null,
    lastFailure,
    nextTryAt: nextTryAt?.toISOString() ?? null,
  };
}
