import { alertSecretContext, listChannels, saveChannel } from "#lib/db/alert-channels.ts";
import type { EmailSettings } from "#lib/domain/alert-channel.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { type EmailForm, readEmailForm } from "../shared/channel-forms.ts";
import { auditFieldsOf, recordDeed } from "../shared/record-deed.ts";

/**
 * Where and how alerts go by e-mail. A blank password means the stored one, which is that of the stored user at the stored
 * host, and is given to nobody else.
 * @throws Refusal at a field
 */
export async function saveEmailChannel(
  context: ServiceContext,
  form: EmailForm & { isOn: boolean; password: string },
): Promise<void> {
  authorize(context, "change-settings");
  const settings = readEmailForm(form);
  const { world, viewer, db } = context;
  const { tenantId } = viewer;
  const sealed =
    form.password === "" || settings.username === ""
      ? undefined
      : await world.sealSecret(form.password, alertSecretContext(tenantId, "email"));
  await db.tenant(tenantId, async (tx) => {
    const stored = (await listChannels(tx, tenantId)).find((each) => each.channel === "email");
    const isSame = stored?.secret !== undefined && isSameLogin(stored.settings, settings);
    if (settings.username !== "" && !sealed && !isSame) {
      throw new Refusal(
        "password-missing",
        stored?.secret
          ? "Enter the password again: the stored one is for another server or user."
          : "Enter the user's password.",
        "password",
      );
    }
    const secret = settings.username === "" ? null : sealed;
    const saved = { isOn: form.isOn, settings, portalUrl: world.portalUrl };
    await saveChannel(tx, tenantId, "email", saved, secret, world.now());
    const fields = (isOn: boolean, of: EmailSettings) => auditFieldsOf({ isOn, ...of }, { isOn, ...of });
    await recordDeed(tx, context, {
      action: "save-email-channel",
      targetKind: "tenant",
      targetId: tenantId,
      before: stored && fields(stored.isOn, stored.settings),
      after: { ...fields(form.isOn, settings), isPasswordReplaced: sealed !== undefined },
    });
  });
}

function isSameLogin(stored: EmailSettings, { host, port, username, security }: EmailSettings): boolean {
  // Weaker security would show the stored password to whoever listens.
  const isAsSecure = security !== "none" && stored.security !== "none";
  return stored.host === host && stored.port === port && stored.username === username && isAsSecure;
}
