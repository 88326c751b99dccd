import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { MAX_LISTED, type ScopeKind } from "#lib/domain/scope.ts";
import { listAuditEntries } from "../audit/list-audit-entries.ts";
import { activate, createStage, refusalOf, setUp } from "../testing/stage.ts";
import { changeScope } from "./change-scope.ts";
import { getScope } from "./get-scope.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const USER = `
  WITH known AS (
    INSERT INTO directory_user VALUES ($1, $2, $2, $2 || '@contoso.example', $3, $4, true, 0) RETURNING tenant_id, user_id)
  INSERT INTO directory_address SELECT tenant_id, a, user_id FROM known, unnest($5::text[]) AS a`;

type Known = { isMember?: boolean; isEnabled?: boolean; addresses?: string[] };

/** An organization of Ada, who has two addresses, Bob, whose account is disabled, a guest, and two of one address. */
async function newOrganization() {
  const stage = createStage(database);
  const { connectorId } = await activate(stage.admin);
  const add = (userId: string, { isMember = true, isEnabled = true, addresses }: Known = {}) =>
    database.admin.query(USER, [
      stage.tenantId,
      userId,
      isMember,
      isEnabled,
      addresses ?? [`${userId}@contoso.example`],
    ]);
  await add("ada", { addresses: ["ada@contoso.example", "ada.lovelace@contoso.example"] });
  await add("bob", { isEnabled: false });
  await add("carol");
  await add("guest", { isMember: false, addresses: ["guest@partner.example"] });
  await add("one", { addresses: ["desk@contoso.example"] });
  await add("two", { addresses: ["desk@contoso.example"] });
  const change = (kind: ScopeKind, addresses: string) =>
    changeScope(stage.admin, { connectorId, kind, addresses });
  return { stage, connectorId, change, scope: () => getScope(stage.admin, connectorId) };
}

async function auditOf({ stage }: Awaited<ReturnType<typeof newOrganization>>) {
  const all = { action: "change-scope", search: "", from: undefined, to: undefined };
  const { rows } = await listAuditEntries(stage.admin, all);
  return rows.map(({ before, after }) => ({ before, after })).toReversed();
}

describe("The scope of a connector", () => {
  test("is everybody at first", async () => {
    const { scope } = await newOrganization();
    expect(await scope()).toEqual({ kind: "everybody", addresses: [] });
  });

  test("lists members by an address of theirs, each once, whether their account is enabled or not", async () => {
    const { stage, connectorId, change, scope } = await newOrganization();
    const listed = await change(
      "only",
      "Bob@contoso.example; ada.lovelace@contoso.example, ada@contoso.example",
    );
    expect(listed).toBe(2);
    expect(await scope()).toEqual({
      kind: "only",
      addresses: ["ada.lovelace@contoso.example", "bob@contoso.example"],
    });
    const { rows } = await database.admin.query(
      "SELECT user_id FROM scope_mailbox WHERE tenant_id = $1 AND connector_id = $2 ORDER BY 1",
      [stage.tenantId, connectorId],
    );
    expect(rows).toEqual([{ user_id: "ada" }, { user_id: "bob" }]);
  });

  test("asks the directory for its changes first, and goes by what is known where it does not answer", async () => {
    const { stage, change } = await newOrganization();
    const before = stage.world.asked.refreshes;
    await change("except", "ada@contoso.example");
    expect(stage.world.asked.refreshes).toBe(before + 1);
  });

  test("is audited with what it was and what it is, without anybody's address; the same again is no change", async () => {
    const organization = await newOrganization();
    const { change } = organization;
    await change("except", "ada@contoso.example");
    await change("except", "ada.lovelace@contoso.example");
    await change("except", "bob@contoso.example\ncarol@contoso.example");
    await change("everybody", "whatever stood there");
    await change("everybody", "");
    expect(await auditOf(organization)).toEqual([
      {
        before: { scope: "everybody", listed: 0 },
        after: { scope: "except", listed: 1, added: 1, removed: 0 },
      },
      { before: { scope: "except", listed: 1 }, after: { scope: "except", listed: 2, added: 2, removed: 1 } },
      {
        before: { scope: "except", listed: 2 },
        after: { scope: "everybody", listed: 0, added: 0, removed: 2 },
      },
    ]);
    expect(await organization.scope()).toEqual({ kind: "everybody", addresses: [] });
  });

  test.each<[string, ScopeKind, string, string, RegExp]>([
    ["nobody with “only”", "only", " ;\n", "scope-empty", /Nobody would be archived: the list is empty/],
    ["nobody with “except”", "except", "", "scope-empty", /Nobody would be left out: the list is empty/],
    [
      "what is no address",
      "only",
      "ada@contoso.example\nBob Stone",
      "scope-unreadable",
      /^Not an e-mail address: Bob Stone\. Correct it, or take it out; nothing was saved\.$/,
    ],
    [
      "whom the directory does not know",
      "except",
      "ada@contoso.example,a@x.example,b@x.example,c@x.example,d@x.example",
      "scope-not-members",
      /^No user of your organization has the address a@x\.example, b@x\.example, c@x\.example and 1 more\. Correct/,
    ],
    ["a guest", "only", "guest@partner.example", "scope-not-members", /A guest, who has no mailbox here,/],
    [
      "an address of two users",
      "only",
      "desk@contoso.example",
      "scope-not-members",
      /More than one user has/,
    ],
    [
      "too many",
      "only",
      Array.from({ length: MAX_LISTED + 1 }, (_, index) => `user${index}@contoso.example`).join("\n"),
      "scope-too-long",
      /The list has 5,001 addresses; up to 5,000 are allowed/,
    ],
  ])("refuses %s at the field, and nothing is saved", async (_what, kind, addresses, code, words) => {
    const organization = await newOrganization();
    await organization.change("except", "carol@contoso.example");
    const refusal = await refusalOf(organization.change(kind, addresses));
    expect(refusal).toMatchObject({ code, field: "addresses" });
    expect(refusal.message).toMatch(words);
    expect(await organization.scope()).toEqual({ kind: "except", addresses: ["carol@contoso.example"] });
    expect(await auditOf(organization)).toHaveLength(1);
  });

  test("takes as many as it says, in one go", async () => {
    const { stage, change, scope } = await newOrganization();
    await database.admin.query(
      `WITH known AS (
         INSERT INTO directory_user SELECT $1::uuid, 'u' || n, 'u', 'u', true, true, true, 0
         FROM generate_series(1, $2::int) n RETURNING tenant_id, user_id)
       INSERT INTO directory_address SELECT tenant_id, user_id || '@contoso.example', user_id FROM known`,
      [stage.tenantId, MAX_LISTED],
    );
    const addresses = Array.from({ length: MAX_LISTED }, (_, index) => `u${index + 1}@contoso.example`);
    expect(await change("only", addresses.join("\n"))).toBe(MAX_LISTED);
    expect((await scope()).addresses).toHaveLength(MAX_LISTED);
  });

  test("is each connector's own, and no draft's", async () => {
    const { stage, change } = await newOrganization();
    await change("only", "ada@contoso.example");
    const other = await activate(stage.admin, "Other phones");
    expect(await getScope(stage.admin, other.connectorId)).toEqual({ kind: "everybody", addresses: [] });
    const draft = await setUp(stage.admin, "A draft");
    const form = { connectorId: draft, kind: "only", addresses: "ada@contoso.example" } as const;
    expect((await refusalOf(changeScope(stage.admin, form))).code).toBe("not-found");
  });
});
