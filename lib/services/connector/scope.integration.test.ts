import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { MAX_LISTED, type ScopeKind } from "#lib/domain/scope.ts";
import { listAuditEntries } from "../audit/list-audit-entries.ts";
import { activate, createStage, refusalOf, setUp } from "../testing/stage.ts";
import { changeScope } from "./change-scope.ts";
import { getScope } from "./get-scope.ts";
import { takeBackScope } from "./take-back-scope.ts";

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
  const look = () => getScope(stage.admin, connectorId);
  const save = (kind: ScopeKind, addresses: string, version: string) =>
    changeScope(stage.admin, { connectorId, kind, addresses, version });
  return {
    stage,
    connectorId,
    add,
    /** Over the scope of that version. */
    save,
    /** Over the scope as it is. */
    change: async (kind: ScopeKind, addresses: string) => save(kind, addresses, (await look()).version),
    takeBack: (saved: string, before: string) => takeBackScope(stage.admin, { connectorId, saved, before }),
    version: async () => (await look()).version,
    scope: async () => {
      const { kind, addresses } = await look();
      return { kind, addresses };
    },
  };
}

type Organization = Awaited<ReturnType<typeof newOrganization>>;

/** Who is listed, by user id, with the address. */
async function listedIn({ stage, connectorId }: Organization): Promise<Record<string, string>> {
  const { rows } = await database.admin.query<{ user: string; address: string }>(
    `SELECT user_id AS "user", address FROM scope_mailbox WHERE tenant_id = $1 AND connector_id = $2 ORDER BY 1`,
    [stage.tenantId, connectorId],
  );
  return Object.fromEntries(rows.map(({ user, address }) => [user, address]));
}

async function leave({ stage }: Organization, userId: string): Promise<void> {
  await database.admin.query("DELETE FROM directory_address WHERE tenant_id = $1 AND user_id = $2", [
    stage.tenantId,
    userId,
  ]);
  await database.admin.query("DELETE FROM directory_user WHERE tenant_id = $1 AND user_id = $2", [
    stage.tenantId,
    userId,
  ]);
}

async function giveAddress({ stage }: Organization, address: string, userId: string): Promise<void> {
  await database.admin.query(
    "UPDATE directory_address SET user_id = $3 WHERE tenant_id = $1 AND address = $2",
    [stage.tenantId, address, userId],
  );
}

async function auditOf({ stage }: Organization) {
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
    const organization = await newOrganization();
    const saved = await organization.change(
      "only",
      "Bob@contoso.example; ada.lovelace@contoso.example, ada@contoso.example",
    );
    expect(saved).toEqual({ kind: "only", listed: 2, version: await organization.version() });
    expect(await organization.scope()).toEqual({
      kind: "only",
      addresses: ["ada.lovelace@contoso.example", "bob@contoso.example"],
    });
    expect(await listedIn(organization)).toEqual({
      ada: "ada.lovelace@contoso.example",
      bob: "bob@contoso.example",
    });
  });

  test("asks the directory for its changes first, and goes by what is known where it does not answer", async () => {
    const { stage, change } = await newOrganization();
    const before = stage.world.asked.refreshes;
    await change("except", "ada@contoso.example");
    expect(stage.world.asked.refreshes).toBe(before + 1);
  });

  test("is audited with what it was and what it is, and who came and went; the same again is no change", async () => {
    const organization = await newOrganization();
    const { change } = organization;
    await change("except", "ada@contoso.example");
    await change("except", "ada@contoso.example");
    await change("except", "ada.lovelace@contoso.example");
    await change("except", "bob@contoso.example\ncarol@contoso.example");
    await change("everybody", "whatever stood there");
    await change("everybody", "");
    expect(await auditOf(organization)).toEqual([
      {
        before: { scope: "everybody", listed: 0 },
        after: {
          scope: "except",
          listed: 1,
          added: 1,
          removed: 0,
          addedMailboxes: "ada@contoso.example",
        },
      },
      {
        before: { scope: "except", listed: 1 },
        after: {
          scope: "except",
          listed: 1,
          added: 0,
          removed: 0,
          renamedMailboxes: "ada.lovelace@contoso.example",
        },
      },
      {
        before: { scope: "except", listed: 1 },
        after: {
          scope: "except",
          listed: 2,
          added: 2,
          removed: 1,
          addedMailboxes: "bob@contoso.example, carol@contoso.example",
          removedMailboxes: "ada.lovelace@contoso.example",
        },
      },
      {
        before: { scope: "except", listed: 2 },
        after: { scope: "everybody", listed: 2, added: 0, removed: 0 },
      },
    ]);
  });

  test("keeps its list while everybody is archived, and goes by it once it is chosen again", async () => {
    const { change, scope } = await newOrganization();
    await change("except", "bob@contoso.example");
    await change("everybody", "");
    expect(await scope()).toEqual({ kind: "everybody", addresses: ["bob@contoso.example"] });
    await change("except", "bob@contoso.example");
    expect(await scope()).toEqual({ kind: "except", addresses: ["bob@contoso.example"] });
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
    const organization = await newOrganization();
    const { stage, change, scope, takeBack, version } = organization;
    const empty = await version();
    await database.admin.query(
      `WITH known AS (
         INSERT INTO directory_user SELECT $1::uuid, 'u' || n, 'u', 'u', true, true, true, 0
         FROM generate_series(1, $2::int) n RETURNING tenant_id, user_id)
       INSERT INTO directory_address SELECT tenant_id, user_id || '@contoso.example', user_id FROM known`,
      [stage.tenantId, MAX_LISTED],
    );
    const addresses = Array.from({ length: MAX_LISTED }, (_, index) => `u${index + 1}@contoso.example`);
    const saved = await change("only", addresses.join("\n"));
    expect(saved.listed).toBe(MAX_LISTED);
    expect((await scope()).addresses).toHaveLength(MAX_LISTED);
    const [entry] = await auditOf(organization);
    expect(entry?.after?.["addedMailboxes"]).toMatch(/^u1@contoso\.example, (\S+, ){48}\S+ and 4,950 more$/);

    const undone = await takeBack(saved.version, empty);
    expect(await takeBack(undone.version, saved.version)).toEqual(saved);
    expect((await scope()).addresses).toHaveLength(MAX_LISTED);
  });

  test("is each connector's own, and no draft's", async () => {
    const { stage, change } = await newOrganization();
    await change("only", "ada@contoso.example");
    const other = await activate(stage.admin, "Other phones");
    expect(await getScope(stage.admin, other.connectorId)).toMatchObject({
      kind: "everybody",
      addresses: [],
    });
    const draft = await setUp(stage.admin, "A draft");
    const { version } = await getScope(stage.admin, draft);
    const form = { connectorId: draft, kind: "only", addresses: "ada@contoso.example", version } as const;
    expect((await refusalOf(changeScope(stage.admin, form))).code).toBe("not-found");
    const undo = { connectorId: draft, saved: version, before: version };
    expect((await refusalOf(takeBackScope(stage.admin, undo))).code).toBe("not-found");
  });
});

describe("Whoever is listed stays listed, by user", () => {
  test("when they have left the directory, and somebody else is added", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example");
    await leave(organization, "ada");
    await organization.add("dan");
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example\ndan@contoso.example");
    expect(await listedIn(organization)).toEqual({
      ada: "ada@contoso.example",
      carol: "carol@contoso.example",
      dan: "dan@contoso.example",
    });
  });

  test("when their address is somebody else's now, who does not come in their place", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example");
    await giveAddress(organization, "ada@contoso.example", "bob");
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example");
    expect(await listedIn(organization)).toEqual({
      ada: "ada@contoso.example",
      carol: "carol@contoso.example",
    });
  });

  test("until they are taken out: the same address means its new owner from then on", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example");
    await giveAddress(organization, "ada@contoso.example", "bob");
    await organization.change("only", "carol@contoso.example");
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example");
    expect(await listedIn(organization)).toEqual({
      bob: "ada@contoso.example",
      carol: "carol@contoso.example",
    });
  });

  test("unless they are entered by another address: then the same one means its new owner at once", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example");
    await giveAddress(organization, "ada@contoso.example", "bob");
    await organization.change("only", "ada.lovelace@contoso.example\nada@contoso.example");
    expect(await listedIn(organization)).toEqual({
      ada: "ada.lovelace@contoso.example",
      bob: "ada@contoso.example",
    });
  });

  test("and stand under the address by which they were entered last, also alone on the list", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example");
    const before = await organization.version();
    const { version } = await organization.change("only", "ada.lovelace@contoso.example");
    expect(await listedIn(organization)).toEqual({ ada: "ada.lovelace@contoso.example" });
    await organization.takeBack(version, before);
    expect(await listedIn(organization)).toEqual({ ada: "ada@contoso.example" });
  });

  test("and nobody is asked of the directory for a list that only became shorter", async () => {
    const { stage, change } = await newOrganization();
    await change("only", "ada@contoso.example\ncarol@contoso.example");
    const before = stage.world.asked.refreshes;
    await change("except", "carol@contoso.example");
    expect(stage.world.asked.refreshes).toBe(before);
  });
});

describe("A change that is taken back", () => {
  test.each<[string, ScopeKind, string]>([
    ["a list that everybody took the place of", "everybody", ""],
    ["one that became shorter", "only", "carol@contoso.example"],
    ["one that was replaced, under another rule", "except", "bob@contoso.example"],
  ])("leaves %s whole, whoever has left or lost an address since", async (_what, kind, addresses) => {
    const organization = await newOrganization();
    await organization.add("dan");
    await organization.change("only", "ada@contoso.example\ncarol@contoso.example\ndan@contoso.example");
    const [before, listed] = [await organization.version(), await listedIn(organization)];
    const saved = await organization.save(kind, addresses, before);
    await leave(organization, "ada");
    await giveAddress(organization, "carol@contoso.example", "bob");
    expect(await organization.takeBack(saved.version, before)).toEqual({
      kind: "only",
      listed: 3,
      version: before,
    });
    expect(await organization.version()).toBe(before);
    expect(await listedIn(organization)).toEqual(listed);
    expect(await auditOf(organization)).toHaveLength(3);
  });
});

describe("Another admin's change is not overwritten", () => {
  test("by a form that was made before it", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example");
    const seen = await organization.version();
    await organization.change("only", "ada@contoso.example\nbob@contoso.example");
    const refusal = await refusalOf(
      organization.save("only", "ada@contoso.example\ncarol@contoso.example\nnobody@x.example", seen),
    );
    expect(refusal).toMatchObject({ code: "scope-changed", field: undefined });
    expect(refusal.message).toMatch(/changed after you had opened it, so nothing was saved\. Bring/);
    expect(Object.keys(await listedIn(organization))).toEqual(["ada", "bob"]);
    expect(await auditOf(organization)).toHaveLength(2);
  });

  test("by one that was made before the rule was changed", async () => {
    const organization = await newOrganization();
    await organization.change("only", "ada@contoso.example");
    const seen = await organization.version();
    await organization.change("except", "ada@contoso.example");
    const save = organization.save("only", "ada@contoso.example\nbob@contoso.example", seen);
    expect((await refusalOf(save)).code).toBe("scope-changed");
  });

  test("by one of two that are saved at once", async () => {
    const organization = await newOrganization();
    const seen = await organization.version();
    const saves = await Promise.allSettled(
      ["ada", "bob", "carol"].map((user) => organization.save("only", `${user}@contoso.example`, seen)),
    );
    expect(saves.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(Object.keys(await listedIn(organization))).toHaveLength(1);
  });

  test("by taking back what was saved before it", async () => {
    const organization = await newOrganization();
    const before = await organization.version();
    const saved = await organization.change("only", "ada@contoso.example");
    await organization.change("only", "ada@contoso.example\nbob@contoso.example");
    const refusal = await refusalOf(organization.takeBack(saved.version, before));
    expect(refusal.code).toBe("scope-changed");
    expect(refusal.message).toMatch(/the later change stays: nothing was saved/);
    expect(Object.keys(await listedIn(organization))).toEqual(["ada", "bob"]);
  });

  test("by taking back to anything but what stood there just before", async () => {
    const organization = await newOrganization();
    const first = await organization.version();
    await organization.change("only", "ada@contoso.example");
    const saved = await organization.change("except", "ada@contoso.example");
    expect((await refusalOf(organization.takeBack(saved.version, first))).code).toBe("scope-changed");
    expect(await organization.scope()).toEqual({ kind: "except", addresses: ["ada@contoso.example"] });
  });
});
