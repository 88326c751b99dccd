import { randomUUID } from "node:crypto";
import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import { ROLES, type Role } from "#lib/domain/connector.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { ServiceContext } from "../context.ts";
import { acceptTerms } from "../setup/accept-terms.ts";
import { activateConnector } from "../setup/activate-connector.ts";
import { attestRole } from "../setup/attest-role.ts";
import { checkLogin } from "../setup/check-login.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { createDraft } from "../setup/create-draft.ts";
import { proveConsent } from "../setup/prove-consent.ts";
import { setSchedule } from "../setup/set-schedule.ts";
import { createFakeWorld, type FakeWorld } from "./fake-world.ts";

/** An organization of its own, with a world of its own and an admin. */
export type Stage = {
  tenantId: string;
  world: FakeWorld;
  admin: ServiceContext;
  as: (...roles: Role[]) => ServiceContext;
};

export function createStage({ db }: TestDatabase, tenantId: string = randomUUID()): Stage {
  const world = createFakeWorld();
  const as = (...roles: Role[]): ServiceContext => ({
    viewer: { tenantId, userId: "ada-1", name: "Ada", email: "ada@contoso.example", roles },
    sourceAddress: "203.0.113.9",
    db,
    world,
  });
  return { tenantId, world, admin: as("Connector.Admin"), as };
}

export const EVERY_ROLE = ROLES;

export const LOGIN = {
  name: "Phones",
  username: "admin@contoso",
  password: "s3cret-Pa55",
  defaultCountry: "US",
};

/** Walks the wizard up to its last page. @returns the draft's id */
export async function setUp(context: ServiceContext, name: string = LOGIN.name): Promise<string> {
  const { connectorId } = await createDraft(context, "att-network");
  await acceptTerms(context, connectorId);
  await checkLogin(context, { connectorId, ...LOGIN, name });
  await chooseMapping(context, { connectorId, isAutomatic: true, isCustom: false });
  await proveConsent(context, connectorId);
  await attestRole(context, connectorId);
  await setSchedule(context, { connectorId, time: "02:30", zone: "America/New_York", firstImportDays: 7 });
  return connectorId;
}

/** A connector as Finish makes it, with its first run. */
export async function activate(
  context: ServiceContext,
  name?: string,
): Promise<{ connectorId: string; runId: string; jobId: string }> {
  const connectorId = await setUp(context, name);
  return { connectorId, ...(await activateConnector(context, connectorId)) };
}

/** The refusal that the verb ends with; anything else is a failed test. */
export async function refusalOf(deed: Promise<unknown>): Promise<Refusal> {
  const outcome = await deed.then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome;
  throw outcome instanceof Error ? outcome : new Error(String(outcome));
}

const HOUR_MS = 3_600_000;

/** An hour goes by in the stage's world. */
export function passAnHour({ world }: Stage): void {
  world.clock.now = new Date(world.clock.now.getTime() + HOUR_MS);
}

/** The run is over as its worker ends it: the watermark moves to the window's end. */
export async function completeRun({ admin }: TestDatabase, runId: string): Promise<void> {
  await admin.query("UPDATE run SET state = 'running' WHERE id = $1 AND state = 'queued'", [runId]);
  await admin.query(
    `WITH ended AS (
       UPDATE run SET state = 'completed', ended_at = now() WHERE id = $1 RETURNING connector_id, window_to)
     UPDATE connector c SET watermark = e.window_to FROM ended e WHERE c.id = e.connector_id`,
    [runId],
  );
}

/** A connector whose first run was completed an hour ago. */
export async function activateAndComplete(
  database: TestDatabase,
  stage: Stage,
): Promise<{ connectorId: string; runId: string }> {
  const first = await activate(stage.admin);
  await completeRun(database, first.runId);
  passAnHour(stage);
  return first;
}
