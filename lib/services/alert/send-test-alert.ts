import { randomUUID } from "node:crypto";
import { alertSecretContext, listChannels, noteChannelTest } from "#lib/db/alert-channels.ts";
import { openChannelOf } from "#lib/db/open-channel.ts";
import { type AlertChannel, sendProblem } from "#lib/domain/alert-channel.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";

import { recordDeed } from "../shared/record-deed.ts";

/**
 * Sends one message through a channel now, as it is saved, whether it is on or off.
 * @returns receivers that the mail server would not take
 * @throws Refusal `channel-missing` | the code of what went wrong, in words
 */
export async function sendTestAlert(context: ServiceContext, channel: AlertChannel): Promise<string[]> {
  authorize(context, "change-settings");
  const { world, viewer, db } = context;
  const { tenantId } = viewer;
  const stored = (await db.tenant(tenantId, (tx) => listChannels(tx, tenantId))).find(
    (each) => each.channel === channel,
  );
  if (!stored) throw new Refusal("channel-missing", "Save the settings first; the test uses what is saved.");
  const open = await openChannelOf(stored, (sealed) =>
    world.openSecret(sealed, alertSecretContext(tenantId, channel)),
  );
  const message = {
    id: randomUUID(),
    createdAt: world.now().toISOString(),
    portalUrl: stored.portalUrl,
    alerts: [],
  };
  const result = open ? await world.sendAlert(open, message) : { ok: false as const, code: "secret-missing" };
  await db.tenant(tenantId, async (tx) => {
    await noteChannelTest(tx, tenantId, channel, result.ok ? undefined : result.code, world.now());
    await recordDeed(tx, context, {
      action: "send-test-alert",
      targetKind: "tenant",
      targetId: tenantId,
      after: { channel, result: result.ok ? "sent" : result.code },
    });
  });
  if (result.ok) return result.refused;
  const { sentence, remedy } = sendProblem(result.code);
  throw new Refusal(result.code, `${sentence} ${remedy}`);
}
