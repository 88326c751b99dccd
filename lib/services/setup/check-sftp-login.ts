import type { Tx } from "#lib/db/client.ts";
import { findSecret, saveSecret } from "#lib/db/connector-secrets.ts";
import { type ConnectorChanges, type ConnectorRow, findConnector, isNameTaken } from "#lib/db/connectors.ts";
import { isUniqueViolation } from "#lib/db/errors.ts";
import { sftpSecretContext } from "#lib/db/vendor-credentials.ts";
import { SFTP_ACCESS_REASONS } from "#lib/domain/reasons.ts";
import { formatSftpLogin, readSftpLogin, type SftpContent } from "#lib/domain/source.ts";
import type { SealedText } from "#lib/envelope.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector, type Decide } from "../shared/change-connector.ts";
import { nameTaken, sourceFixed } from "../shared/login-form.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireStep } from "../shared/require-step.ts";
import {
  loginMissing,
  readSftpForm,
  type ReadSftpForm,
  refusalOfSftp,
  type SftpForm,
} from "../shared/sftp-form.ts";

/**
 * Tries the SFTP delivery now, and keeps host, pinned key, login and folder when it can be read. Without a fingerprint
 * the server's own is offered, and no credentials are sent. A blank password or key means the stored one.
 * @throws Refusal at the field that is wrong; at `fingerprint` with an offer
 */
export async function checkSftpLogin(
  context: ServiceContext,
  input: SftpForm & { connectorId: string },
): Promise<SftpContent> {
  authorize(context, "change-settings");
  const form = readSftpForm(input);
  const { connectorId } = input;
  const { db, world, viewer } = context;
  const { tenantId } = viewer;
  const stored = await db.tenant(tenantId, (tx) => prepare(tx, tenantId, connectorId, form));
  const secretContext = sftpSecretContext(tenantId, connectorId);
  const login = form.login ?? (stored && readSftpLogin(await world.openSecret(stored, secretContext)));
  if (login === undefined) throw loginMissing(form);
  const check = await world.checkSftp(form.address, login);
  if (!check.ok) throw refusalOfSftp(check.code, check.presented, form.address);
  const sealed = form.login && (await world.sealSecret(formatSftpLogin(form.login), secretContext));
  try {
    const decide: Decide = async (connector, tx) => {
      await requireStep(tx, connector, "login");
      if (sealed) await saveSecret(tx, { tenantId, connectorId }, sealed, world.now());
      return changesOf(connector, form, world.now());
    };
    const remarks = { isSecretReplaced: sealed !== undefined };
    await changeConnector(context, connectorId, "check-login", decide, remarks);
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(form.name) : error;
  }
  return check.content;
}

/** Refuses what needs no answer of the server's. @returns the stored login, sealed, where it is the one to try */
async function prepare(
  tx: Tx,
  tenantId: string,
  connectorId: string,
  form: ReadSftpForm,
): Promise<SealedText | undefined> {
  const connector = await findConnector(tx, tenantId, connectorId);
  if (!connector) throw connectorNotFound();
  await requireStep(tx, connector, "login");
  if (connector.state !== "draft" && connector.sourceKind !== "sftp") throw sourceFixed();
  if (await isNameTaken(tx, tenantId, form.name, connectorId)) throw nameTaken(form.name);
  return form.login === undefined && isSameLogin(connector, form)
    ? findSecret(tx, { tenantId, connectorId })
    : undefined;
}

/** The stored login is that of the stored user at the stored host, and is sent to nobody else. */
function isSameLogin(connector: ConnectorRow, { address, loginKind }: ReadSftpForm): boolean {
  return (
    connector.sourceKind === "sftp" &&
    connector.sftpHost === address.host &&
    connector.sftpPort === address.port &&
    connector.sourceUsername === address.username &&
    connector.sftpLogin === loginKind
  );
}

function changesOf(connector: ConnectorRow, form: ReadSftpForm, now: Date): ConnectorChanges {
  const { address } = form;
  // The numbers of an uploaded file were read as those of the country that was chosen then.
  const isMappingStale =
    connector.state === "draft" && connector.isCustom && form.defaultCountry !== connector.defaultCountry;
  return {
    name: form.name,
    sourceKind: "sftp",
    sourceUsername: address.username,
    sftpHost: address.host,
    sftpPort: address.port,
    sftpFolder: address.folder,
    sftpFingerprint: address.fingerprint,
    sftpLogin: form.loginKind,
    sourceValidatedAt: now,
    defaultCountry: form.defaultCountry,
    ...(isMappingStale && { mappingChosenAt: null }),
    ...(isOfSftp(connector.actionRequired) && { actionRequired: null }),
  };
}

function isOfSftp(code: string | null): boolean {
  return SFTP_ACCESS_REASONS.some((reason) => reason === code);
}
