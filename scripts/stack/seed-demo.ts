import { createDb } from "#lib/db/client.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import { readPortalEnv } from "#lib/env.ts";
import { createProducer } from "#lib/queue/enqueue.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { acceptTerms } from "#lib/services/setup/accept-terms.ts";
import { activateConnector } from "#lib/services/setup/activate-connector.ts";
import { attestRole } from "#lib/services/setup/attest-role.ts";
import { checkLogin } from "#lib/services/setup/check-login.ts";
import { chooseMapping } from "#lib/services/setup/choose-mapping.ts";
import { createDraft } from "#lib/services/setup/create-draft.ts";
import { proveConsent } from "#lib/services/setup/prove-consent.ts";
import { listConnectors } from "#lib/services/connector/list-connectors.ts";
import { previewMappingFile } from "#lib/services/mapping/preview-mapping-file.ts";
import { ensureTenant } from "#lib/services/tenant/ensure-tenant.ts";
import { createWorld } from "#lib/world.ts";
import { accountHolders } from "#sandbox/people.ts";
import { ACCOUNTS, CONTOSO, VENDOR_PASSWORD } from "#sandbox/world.ts";
import type { Environment } from "./environment.ts";

/** The wizard's login step. */
export type SignIn = (context: ServiceContext, connectorId: string) => Promise<unknown>;

export const CONNECTOR_NAME = "AT&T phones of Contoso";

const signInToArchive: SignIn = (context, connectorId) =>
  checkLogin(context, {
    connectorId,
    name: CONNECTOR_NAME,
    username: "contoso-archive",
    password: VENDOR_PASSWORD,
    defaultCountry: "US",
  });

/** Does what an admin does in the wizard, once: Contoso's first connector, whose first run begins at once. */
export function seedDemo(
  environment: Environment,
  sandboxUrl: string,
  signIn: SignIn = signInToArchive,
): Promise<{ connectorId: string; runId: string } | undefined> {
  return asDemoAdmin(environment, (context) => seed(context, sandboxUrl, signIn));
}

/** Lets Contoso's admin do something. */
export async function asDemoAdmin<T>(
  environment: Environment,
  act: (context: ServiceContext) => Promise<T>,
): Promise<T> {
  const env = readPortalEnv(environment);
  const db = createDb(env.DATABASE_URL, { max: 4 });
  const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
  try {
    return await act({
      viewer: demoAdmin(),
      sourceAddress: "127.0.0.1",
      db,
      world: createWorld(env, db, producer),
    });
  } finally {
    await producer.close();
    await db.close();
  }
}

async function seed(context: ServiceContext, sandboxUrl: string, signIn: SignIn) {
  await ensureTenant(context, context.viewer);
  if ((await listConnectors(context)).length > 0) return undefined;
  const { connectorId } = await createDraft(context, "att-network");
  await acceptTerms(context, connectorId);
  await signIn(context, connectorId);
  const csv = await fetch(`${sandboxUrl}/control/mapping.csv`);
  if (!csv.body) throw new Error("The sandbox has no mapping file");
  await previewMappingFile(context, { connectorId, fileName: "contoso-phones.csv", stream: csv.body });
  await chooseMapping(context, { connectorId, isAutomatic: true, isCustom: true });
  const proof = await proveConsent(context, connectorId);
  if (proof.state !== "granted") throw new Error(`The demo tenant's consent is ${proof.state}`);
  await attestRole(context, connectorId);
  const { runId } = await activateConnector(context, connectorId);
  return { connectorId, runId };
}

/** Who does in the demo what an admin does. */
export function demoAdmin(): Viewer {
  const account = ACCOUNTS.find(({ username }) => username === `admin@${CONTOSO.domain}`);
  const person = accountHolders(CONTOSO).find(
    ({ userPrincipalName }) => userPrincipalName === account?.username,
  );
  if (!account || !person) throw new Error("The sandbox does not know the demo's admin");
  return {
    tenantId: CONTOSO.id,
    userId: person.id,
    name: account.name,
    email: account.username,
    roles: ["Connector.Admin"],
  };
}
