import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { getConnector } from "../connector/get-connector.ts";
import type { ServiceContext } from "../context.ts";
import { activate, createStage, LOGIN, refusalOf } from "../testing/stage.ts";
import { acceptTerms } from "./accept-terms.ts";
import { checkLogin } from "./check-login.ts";
import { createDraft } from "./create-draft.ts";
import { getSetup } from "./get-setup.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function draftOf(context: ServiceContext): Promise<string> {
  const { connectorId } = await createDraft(context, "att-network");
  await acceptTerms(context, connectorId);
  return connectorId;
}

describe("a login at TeleMessage", () => {
  test("is kept once it works, the password sealed for this connector and written nowhere else", async () => {
    const { admin, tenantId } = createStage(database);
    const connectorId = await draftOf(admin);
    await checkLogin(admin, { connectorId, ...LOGIN });
    const { rows } = await database.admin.query<{ wrapped_key: Buffer }>(
      "SELECT * FROM connector_secret WHERE tenant_id = $1",
      [tenantId],
    );
    expect(rows[0]?.wrapped_key.toString()).toBe(`${tenantId}/${connectorId}/vendor`);
    const { rows: audit } = await database.admin.query(
      "SELECT * FROM audit_entry WHERE tenant_id = $1 AND action = 'check-login'",
      [tenantId],
    );
    expect(audit).toMatchObject([
      {
        actor_name: "Ada",
        source_address: "203.0.113.9",
        target_id: connectorId,
        before: { name: "", sourceUsername: "" },
        after: { name: "Phones", sourceUsername: "admin@contoso", isPasswordReplaced: true },
      },
    ]);
    const told = JSON.stringify([audit, await getSetup(admin, connectorId)]);
    expect(told).not.toContain(LOGIN.password);
  });

  test("with a blank password tries the stored one, and keeps it", async () => {
    const { admin, world } = createStage(database);
    const connectorId = await draftOf(admin);
    await checkLogin(admin, { connectorId, ...LOGIN });
    for (const password of ["", undefined]) {
      await checkLogin(admin, { connectorId, ...LOGIN, name: "Renamed", password });
    }
    expect(world.asked.logins.map((login) => login.password)).toEqual(Array(3).fill(LOGIN.password));
    expect((await getSetup(admin, connectorId)).name).toBe("Renamed");
  });

  test("of another user needs that user's password: the stored one is tried for nobody else", async () => {
    const { admin, world } = createStage(database);
    const connectorId = await draftOf(admin);
    const first = await refusalOf(checkLogin(admin, { connectorId, ...LOGIN, password: "" }));
    expect(first).toMatchObject({ code: "password-missing", field: "password" });
    await checkLogin(admin, { connectorId, ...LOGIN });
    const other = checkLogin(admin, { connectorId, ...LOGIN, username: "somebody-else", password: "" });
    expect(await refusalOf(other)).toMatchObject({ field: "password" });
    expect(world.asked.logins).toHaveLength(1);
  });

  test.each([
    ["vendor-login-refused", "password"],
    ["vendor-account-locked", "username"],
    ["vendor-pin-required", "username"],
    ["vendor-unreachable", undefined],
  ] as const)("that ends with %s is refused at the field %s, and keeps nothing", async (code, field) => {
    const { admin, world } = createStage(database);
    const connectorId = await draftOf(admin);
    world.login = { ok: false, code };
    const refusal = await refusalOf(checkLogin(admin, { connectorId, ...LOGIN }));
    expect([refusal.code, refusal.field]).toEqual([code, field]);
    expect(await getSetup(admin, connectorId)).toMatchObject({
      name: "",
      username: "",
      hasPassword: false,
      isSourceValidated: false,
    });
  });

  test.each([
    [{ name: "   " }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ username: "" }, "username"],
    [{ defaultCountry: "Narnia" }, "defaultCountry"],
  ])("with %j is refused before TeleMessage is asked", async (change, field) => {
    const { admin, world } = createStage(database);
    const connectorId = await draftOf(admin);
    expect((await refusalOf(checkLogin(admin, { connectorId, ...LOGIN, ...change }))).field).toBe(field);
    expect(world.asked.logins).toEqual([]);
  });

  test("under a name that is taken, in whatever case, is refused; another organization may have it", async () => {
    const { admin } = createStage(database);
    await activate(admin, "Phones");
    const connectorId = await draftOf(admin);
    const refusal = await refusalOf(checkLogin(admin, { connectorId, ...LOGIN, name: " pHONES " }));
    expect(refusal).toMatchObject({ code: "name-taken", field: "name" });
    await activate(createStage(database).admin, "Phones");
  });

  test("that races another one for a name loses with the same refusal", async () => {
    const { admin } = createStage(database);
    const drafts: string[] = [];
    for (let count = 0; count < 3; count += 1) drafts.push(await draftOf(admin));
    const outcomes = await Promise.allSettled(
      drafts.map((connectorId) => checkLogin(admin, { connectorId, ...LOGIN })),
    );
    const codes = outcomes.map((outcome) =>
      outcome.status === "rejected" && outcome.reason instanceof Refusal
        ? outcome.reason.code
        : outcome.status,
    );
    expect(codes.toSorted()).toEqual(["fulfilled", "name-taken", "name-taken"]);
  });

  test("on a connector that TeleMessage had shut out lets it go on", async () => {
    const { admin } = createStage(database);
    const { connectorId, runId } = await activate(admin);
    await database.admin.query(
      "UPDATE run SET state = 'failed', reason = 'x', ended_at = now() WHERE id = $1",
      [runId],
    );
    await database.admin.query(
      "UPDATE connector SET action_required = 'vendor-login-refused' WHERE id = $1",
      [connectorId],
    );
    expect((await getConnector(admin, connectorId)).state).toBe("action-required");
    await checkLogin(admin, { connectorId, ...LOGIN, password: "a new one" });
    expect(await getConnector(admin, connectorId)).toMatchObject({ state: "healthy", actionRequired: null });
  });
});
