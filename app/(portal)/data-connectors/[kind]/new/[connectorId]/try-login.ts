import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { checkLogin } from "#lib/services/setup/check-login.ts";
import { checkSftpLogin } from "#lib/services/setup/check-sftp-login.ts";
import type { LoginInput } from "./step-forms.ts";

/** Tries a login at the source that was chosen, keeps it when it works, and tells what was found there. */
export async function tryLogin(
  context: ServiceContext,
  connectorId: string,
  login: LoginInput,
): Promise<{ message: string; warning: string | undefined }> {
  if (login.source === "archive") {
    const { company } = await checkLogin(context, { connectorId, ...login });
    const message = `Connected to TeleMessage as ${company}. The credentials are stored.`;
    return { message, warning: undefined };
  }
  const { deliveries, newestDay } = await checkSftpLogin(context, { connectorId, ...login });
  const where = `Connected to ${login.host.trim()}.`;
  if (newestDay === null) {
    return {
      message: `${where} The folder holds no delivery yet`,
      warning:
        "No file in it has the name of a TeleMessage delivery. Go on if TeleMessage has not begun to deliver; otherwise check the folder.",
    };
  }
  const count = deliveries === 1 ? "1 delivery" : `${deliveries} deliveries`;
  return { message: `${where} The folder holds ${count}, the newest of ${newestDay}.`, warning: undefined };
}

/** Whether what was typed is what was tried and stored already. */
export function isStored(stored: ConnectorSettings, login: LoginInput): boolean {
  const { sftp, name, username, defaultCountry } = stored;
  const isSame = (typed: readonly string[], kept: readonly (string | null | undefined)[]) =>
    typed.every((text, index) => text.trim() === kept[index]);
  const account = [login.name, login.username, login.defaultCountry];
  if (!stored.isSourceValidated || login.password !== undefined) return false;
  if (!isSame(account, [name, username, defaultCountry])) return false;
  if (login.source === "archive") return sftp === null;
  const { host, port, folder, fingerprint, loginKind, privateKey } = login;
  const kept = [sftp?.host, sftp && String(sftp.port), sftp?.folder, sftp?.fingerprint, sftp?.login];
  return privateKey === undefined && isSame([host, port, folder, fingerprint, loginKind], kept);
}
