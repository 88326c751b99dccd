import type { Tx } from "#lib/db/client.ts";
import { findSecret, saveSecret } from "#lib/db/connector-secrets.ts";
import { type ConnectorChanges, type ConnectorRow, findConnector, isNameTaken } from "#lib/db/connectors.ts";
import { isUniqueViolation } from "#lib/db/errors.ts";
import { vendorSecretContext } from "#lib/db/vendor-credentials.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import type { SealedText } from "#lib/envelope.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector, type Decide } from "../shared/change-connector.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireStep } from "../shared/require-step.ts";
import {
  type LoginForm,
  nameTaken,
  passwordMissing,
  readLoginForm,
  refusalOfLogin,
  sourceFixed,
} from "../shared/login-form.ts";

export type SourceAccount = NonNullable<ConnectorSettings["sourceAccount"]>;

/**
 * Tries the login at TeleMessage now, and keeps name, credentials and what TeleMessage said when it works. A blank
 * password means the stored one.
 * @throws Refusal at `name`, `username`, `password` or `defaultCountry`; `vendor-unreachable` at none
 */
export async function checkLogin(
  context: ServiceContext,
  input: LoginForm & { connectorId: string },
): Promise<SourceAccount> {
  authorize(context, "change-settings");
  const form = readLoginForm(input);
  const { connectorId } = input;
  const { db, world, viewer } = context;
  const stored = await db.tenant(viewer.tenantId, (tx) => prepare(tx, viewer.tenantId, connectorId, form));
  const secretContext = vendorSecretContext(viewer.tenantId, connectorId);
  const password = form.password ?? (stored && (await world.openSecret(stored, secretContext)));
  if (password === undefined) throw passwordMissing();
  const check = await world.checkVendorLogin({ username: form.username, password });
  if (!check.ok) throw refusalOfLogin(check.code);
  const sealed =
    form.password === undefined ? undefined : await world.sealSecret(form.password, secretContext);
  try {
    const decide: Decide = async (connector, tx) => {
      await requireStep(tx, connector, "login");
      if (sealed) await saveSecret(tx, { tenantId: viewer.tenantId, connectorId }, sealed, world.now());
      return changesOf(connector, form, check.account, world.now());
    };
    const remarks = { isPasswordReplaced: sealed !== undefined };
    await changeConnector(context, connectorId, "check-login", decide, remarks);
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(form.name) : error;
  }
  return check.account;
}

/** Refuses what needs no answer of TeleMessage's. @returns the stored password, sealed, where it is the one to try */
async function prepare(
  tx: Tx,
  tenantId: string,
  connectorId: string,
  form: LoginForm,
): Promise<SealedText | undefined> {
  const connector = await findConnector(tx, tenantId, connectorId);
  if (!connector) throw connectorNotFound();
  await requireStep(tx, connector, "login");
  if (connector.state !== "draft" && connector.sourceKind !== "archive") throw sourceFixed();
  if (await isNameTaken(tx, tenantId, form.name, connectorId)) throw nameTaken(form.name);
  // The stored password is that of the stored user, and is tried for nobody else.
  if (form.password !== undefined || form.username !== connector.sourceUsername) return undefined;
  if (connector.sourceKind !== "archive") return undefined;
  return findSecret(tx, { tenantId, connectorId });
}

/** Codes that a working login puts right. */
const LOGIN_PROBLEMS = ["vendor-login-refused", "vendor-account-locked", "vendor-pin-required"];

function changesOf(
  connector: ConnectorRow,
  form: LoginForm,
  account: SourceAccount,
  now: Date,
): ConnectorChanges {
  // The numbers of an uploaded file were read as those of the country that was chosen then.
  const isMappingStale =
    connector.state === "draft" && connector.isCustom && form.defaultCountry !== connector.defaultCountry;
  return {
    name: form.name,
    sourceKind: "archive",
    sourceUsername: form.username,
    sourceAccount: account,
    sourceValidatedAt: now,
    defaultCountry: form.defaultCountry,
    ...(isMappingStale && { mappingChosenAt: null }),
    ...(LOGIN_PROBLEMS.includes(connector.actionRequired ?? "") && { actionRequired: null }),
  };
}
