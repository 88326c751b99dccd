import { randomBytes } from "node:crypto";
import { alertSecretContext, listChannels, saveChannel } from "#lib/db/alert-channels.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { readWebhookUrl } from "../shared/channel-forms.ts";
import { recordDeed } from "../shared/record-deed.ts";

/**
 * Where alerts go as signed requests. The first time, and when asked to, a new signing secret is made.
 * @returns the new secret, which is shown this once and never again
 * @throws Refusal at `url`
 */
export async function saveWebhookChannel(
  context: ServiceContext,
  form: { isOn: boolean; url: string; isSecretRenewed: boolean },
): Promise<string | undefined> {
  authorize(context, "change-settings");
  const { world, viewer, db } = context;
  const { tenantId } = viewer;
  const url = readWebhookUrl(form.url, world.isPlainWebhookAllowed);
  return db.tenant(tenantId, async (tx) => {
    const stored = (await listChannels(tx, tenantId)).find((each) => each.channel === "webhook");
    const secret = form.isSecretRenewed || !stored?.secret ? newSecret() : undefined;
    const sealed =
      secret === undefined
        ? undefined
        : await world.sealSecret(secret, alertSecretContext(tenantId, "webhook"));
    const saved = { isOn: form.isOn, settings: { url }, portalUrl: world.portalUrl };
    await saveChannel(tx, tenantId, "webhook", saved, sealed, world.now());
    await recordDeed(tx, context, {
      action: "save-webhook-channel",
      targetKind: "tenant",
      targetId: tenantId,
      // What follows the host is a secret of many receivers, and an entry of this log is there for good.
      before: stored && { isOn: stored.isOn, host: hostOf(stored.settings.url) },
      after: {
        isOn: form.isOn,
        host: hostOf(url),
        isAddressChanged: stored?.settings.url !== url,
        isSecretReplaced: secret !== undefined,
      },
    });
    return secret;
  });
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** As Standard Webhooks spells one: 32 bytes in base64. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
