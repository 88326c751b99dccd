import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { Failure } from "#lib/domain/failure.ts";
import { getConnector } from "../connector/get-connector.ts";
import { activate, createStage, LOGIN, refusalOf, type Stage } from "../testing/stage.ts";
import { acceptTerms } from "./accept-terms.ts";
import { beginConsent } from "./begin-consent.ts";
import { checkLogin } from "./check-login.ts";
import { chooseMapping } from "./choose-mapping.ts";
import { createDraft } from "./create-draft.ts";
import { discardDraft } from "./discard-draft.ts";
import { finishConsent } from "./finish-consent.ts";
import { getSetup } from "./get-setup.ts";
import { proveConsent } from "./prove-consent.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A draft that stands before its consent, with Microsoft not knowing of any yet. */
async function createAsking(): Promise<
  Stage & { connectorId: string; ask: () => Promise<[string, string]> }
> {
  const stage = createStage(database);
  const { admin, world } = stage;
  world.proof = { state: "pending", detail: "Not there yet." };
  const { connectorId } = await createDraft(admin, "att-network");
  await acceptTerms(admin, connectorId);
  await checkLogin(admin, { connectorId, ...LOGIN });
  await chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: false });
  const stateOf = (url: string) => new URL(url).searchParams.get("state") ?? "";
  const ask = async (): Promise<[string, string]> => {
    const { url, handOffUrl } = await beginConsent(admin, connectorId);
    return [stateOf(url), stateOf(handOffUrl)];
  };
  return { ...stage, connectorId, ask };
}

const MINUTES = 60_000;

describe("asking for consent", () => {
  test("leads to Microsoft's page of this organization with a state that only its hash is kept of", async () => {
    const { admin, connectorId, tenantId } = await createAsking();
    const { url } = await beginConsent(admin, connectorId);
    const state = new URL(url).searchParams.get("state") ?? "";
    expect(url).toContain(`/${tenantId}/`);
    expect(Buffer.from(state, "base64url")).toHaveLength(32);
    const { rows } = await database.admin.query<{ state_hash: Buffer; created_by: string }>(
      "SELECT * FROM consent_request WHERE tenant_id = $1",
      [tenantId],
    );
    const hash = createHash("sha256").update(state).digest("hex");
    expect(rows.map((row) => row.state_hash.toString("hex"))).toContain(hash);
    expect(rows.map((row) => row.created_by)).toEqual(["ada-1", "ada-1"]);
    expect(JSON.stringify(rows)).not.toContain(state);
  });

  test("nothing is known, whatever Microsoft's silence looks like, before anybody has answered", async () => {
    const { admin, connectorId } = await createAsking();
    expect(await proveConsent(admin, connectorId)).toEqual({ state: "unknown", detail: null });
  });
});

describe("the answer to a consent request", () => {
  test("is a yes once Microsoft proves it, and not before: the page goes on asking", async () => {
    const { admin, world, connectorId, ask } = await createAsking();
    const [state] = await ask();
    expect(await finishConsent(admin, { state })).toEqual({
      connectorId,
      kind: "att-network",
      state: "pending",
    });
    expect(await proveConsent(admin, connectorId)).toEqual({ state: "pending", detail: "Not there yet." });
    world.proof = { state: "granted", detail: "Both permissions." };
    expect(await proveConsent(admin, connectorId)).toEqual(world.proof);
    expect((await getSetup(admin, connectorId)).progress.isConsentProven).toBe(true);
  });

  test("is proven in the organization that asked, with the mailbox of the person who did", async () => {
    const { world, tenantId, ask } = await createAsking();
    const [, handedOff] = await ask();
    world.proof = { state: "granted-scoped", detail: null };
    const { db } = database;
    expect((await finishConsent({ db, world }, { state: handedOff })).state).toBe("granted-scoped");
    expect(world.asked.proofs).toEqual([[tenantId, "ada-1"]]);
  });

  test("is pending while Microsoft does not answer", async () => {
    const { admin, world, ask } = await createAsking();
    const [state] = await ask();
    world.proof = new Failure("entra-unreachable", { kind: "transient" });
    expect((await finishConsent(admin, { state })).state).toBe("pending");
  });

  test("with an error is a no, told in plain words that nobody else has written", async () => {
    const { admin, world, connectorId, ask } = await createAsking();
    const [state] = await ask();
    world.proof = { state: "granted", detail: null };
    const errorDescription = "AADSTS65004: <script>alert(1)</script> The resource owner denied the request.";
    expect((await finishConsent(admin, { state, error: "consent_required", errorDescription })).state).toBe(
      "declined",
    );
    const { consent } = await getSetup(admin, connectorId);
    expect(consent).toMatchObject({ state: "declined", detail: "The person who was asked chose Cancel." });
    expect(world.asked.proofs).toEqual([]);
  });

  test("that was a no stays in sight until somebody says yes", async () => {
    const { admin, world, connectorId, ask } = await createAsking();
    const [state] = await ask();
    await finishConsent(admin, { state, error: "access_denied" });
    expect((await proveConsent(admin, connectorId)).state).toBe("declined");
    const [again] = await ask();
    expect((await finishConsent(admin, { state: again })).state).toBe("pending");
    world.proof = { state: "granted", detail: null };
    expect((await proveConsent(admin, connectorId)).state).toBe("granted");
  });

  test("that is a no takes away nothing that was granted before", async () => {
    const { admin, world, connectorId, ask } = await createAsking();
    const [state] = await ask();
    world.proof = { state: "granted", detail: null };
    await proveConsent(admin, connectorId);
    expect((await finishConsent(admin, { state, error: "access_denied" })).state).toBe("declined");
    expect((await getSetup(admin, connectorId)).consent.state).toBe("granted");
  });

  test("counts once; the link that was handed off is another one", async () => {
    const { admin, ask } = await createAsking();
    const [own, handedOff] = await ask();
    await finishConsent(admin, { state: own });
    expect((await refusalOf(finishConsent(admin, { state: own }))).code).toBe("consent-link-spent");
    expect((await finishConsent(admin, { state: handedOff })).state).toBe("pending");
  });

  test("counts once, though it comes twice at the same instant", async () => {
    const { admin, ask } = await createAsking();
    const [state] = await ask();
    const outcomes = await Promise.allSettled([
      finishConsent(admin, { state }),
      finishConsent(admin, { state }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("comes too late after an hour", async () => {
    const { admin, world, ask } = await createAsking();
    const [state, other] = await ask();
    world.clock.now = new Date(world.clock.now.getTime() + 59 * MINUTES);
    expect((await finishConsent(admin, { state })).state).toBe("pending");
    world.clock.now = new Date(world.clock.now.getTime() + 2 * MINUTES);
    expect((await refusalOf(finishConsent(admin, { state: other }))).code).toBe("consent-link-spent");
  });

  test.each(["", "nobody-asked", "x".repeat(5000)])(
    "with a state that nobody gave out is refused",
    async (state) => {
      const { admin } = createStage(database);
      expect((await refusalOf(finishConsent(admin, { state }))).code).toBe("consent-link-spent");
    },
  );

  test("for a draft that was discarded meanwhile is refused", async () => {
    const { admin, connectorId, ask } = await createAsking();
    const [state] = await ask();
    await discardDraft(admin, connectorId);
    expect((await refusalOf(finishConsent(admin, { state }))).code).toBe("consent-link-spent");
  });
});

describe("a consent that was granted", () => {
  test("is not asked about again within a minute, and is found withdrawn after it", async () => {
    const { admin, world } = createStage(database);
    const { connectorId } = await activate(admin);
    const asked = world.asked.proofs.length;
    await proveConsent(admin, connectorId);
    expect(world.asked.proofs).toHaveLength(asked);
    world.clock.now = new Date(world.clock.now.getTime() + 2 * MINUTES);
    world.proof = { state: "pending", detail: "No roles." };
    expect((await proveConsent(admin, connectorId)).state).toBe("unknown");
  });

  test("clears what its lack had stopped, and is written to the audit log once", async () => {
    const { admin, world, tenantId } = createStage(database);
    const { connectorId } = await activate(admin);
    await database.admin.query("UPDATE connector SET action_required = 'consent-missing' WHERE id = $1", [
      connectorId,
    ]);
    await database.admin.query("UPDATE tenant SET consent_state = 'unknown' WHERE tenant_id = $1", [
      tenantId,
    ]);
    for (let poll = 0; poll < 3; poll += 1) {
      world.clock.now = new Date(world.clock.now.getTime() + 2 * MINUTES);
      await proveConsent(admin, connectorId);
    }
    expect((await getConnector(admin, connectorId)).actionRequired).toBeNull();
    const { rows } = await database.admin.query(
      "SELECT before, after FROM audit_entry WHERE tenant_id = $1 AND action = 'prove-consent' ORDER BY id",
      [tenantId],
    );
    const granted = { before: { consent: "unknown" }, after: { consent: "granted" } };
    expect(rows).toEqual([granted, granted]);
  });
});
