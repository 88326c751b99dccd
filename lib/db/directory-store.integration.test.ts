import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePhoneNumber, parseSmtpAddress } from "#lib/domain/address.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { DirectoryUser } from "#lib/pipeline/ports/directory.ts";
import type { StagedItem } from "#lib/pipeline/ports/run-store.ts";
import { createDirectoryStore } from "./directory-store.ts";
import { claimRun } from "./run-claims.ts";
import { createRunStore } from "./run-store.ts";
import { seedActiveConnector, seedRules } from "./testing/seed.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const now = new Date("2026-11-22T12:00:00Z");
const member = (userId: string, change: Partial<DirectoryUser> = {}): DirectoryUser => ({
  userId,
  displayName: userId,
  userPrincipalName: `${userId}@contoso.example`,
  addresses: [`${userId}@contoso.example`],
  isMember: true,
  isEnabled: true,
  hasMailbox: true,
  ...change,
});
const page = (users: DirectoryUser[], deltaLink?: string, removedUserIds: string[] = []) => ({
  users,
  removedUserIds,
  deltaLink,
});

async function newTenant() {
  const { tenantId } = await seedActiveConnector(database.db, randomUUID());
  const store = createDirectoryStore(database.db);
  const known = async () => {
    const { rows } = await database.admin.query<{ text: string }>(
      `SELECT address || ' → ' || user_id AS text FROM directory_address WHERE tenant_id = $1 ORDER BY 1`,
      [tenantId],
    );
    return rows.map((row) => row.text);
  };
  const domains = async () => {
    const { rows } = await database.admin.query<{ domain: string }>(
      "SELECT domain FROM directory_domain WHERE tenant_id = $1 ORDER BY 1",
      [tenantId],
    );
    return rows.map((row) => row.domain);
  };
  return { tenantId, store, known, domains };
}

describe("the directory", () => {
  test("keeps its position with the last page alone", async () => {
    const { tenantId, store } = await newTenant();
    expect(await store.readDeltaLink(tenantId)).toBeUndefined();
    const sync = await store.beginFullSync(tenantId);
    await store.applyPage(tenantId, page([member("alice")]), now, sync);
    expect(await store.readDeltaLink(tenantId)).toBeUndefined();
    await store.applyPage(tenantId, page([member("bob")], "link-1"), now, sync);
    expect(await store.readDeltaLink(tenantId)).toBe("link-1");
  });

  test("answers from the old entries until a full synchronization has come to its end", async () => {
    const { tenantId, store, known } = await newTenant();
    await store.applyPage(tenantId, page([member("alice"), member("bob")], "link-1"), now);
    const sync = await store.beginFullSync(tenantId);
    await store.applyPage(tenantId, page([member("bob")]), now, sync);
    expect(await known()).toEqual(["alice@contoso.example → alice", "bob@contoso.example → bob"]);
    await store.applyPage(tenantId, page([member("carol")], "link-2"), now, sync);
    expect(await known()).toEqual(["bob@contoso.example → bob", "carol@contoso.example → carol"]);
  });

  test("follows changes: addresses that moved, users that went, the same user twice on a page", async () => {
    const { tenantId, store, known } = await newTenant();
    await store.applyPage(tenantId, page([member("alice"), member("bob")], "link-1"), now);
    const moved = { addresses: ["alice.new@contoso.example", "shared@contoso.example"] };
    await store.applyPage(
      tenantId,
      page(
        [member("alice"), member("alice", moved), member("dave", { addresses: ["shared@contoso.example"] })],
        "link-2",
        ["bob"],
      ),
      now,
    );
    expect(await known()).toEqual([
      "alice.new@contoso.example → alice",
      "shared@contoso.example → alice",
      "shared@contoso.example → dave",
    ]);
  });

  test("takes the organization's domains from its own members, not from guests or members of another one", async () => {
    const { tenantId, store, domains } = await newTenant();
    const guest = member("guest", { isMember: false, addresses: ["guest@partner.example"] });
    const invited = member("invited", {
      userPrincipalName: "invited_sister.example#EXT#@contoso.example",
      addresses: ["invited@sister.example"],
    });
    await store.applyPage(tenantId, page([member("alice"), guest, invited], "link-1"), now);
    expect(await domains()).toEqual(["contoso.example"]);
  });
});

describe("what decides where a participant's copy goes", () => {
  const ALICE = "+12125550101";
  const parsed = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("the test's value cannot be parsed");
    return value;
  };
  const rule = (line: number, phone: string, address: string, from?: string, to?: string): MappingRule => ({
    line,
    phone: parsed(parsePhoneNumber(phone)),
    address: parsed(parseSmtpAddress(address)),
    validFrom: from === undefined ? undefined : new Date(from),
    validTo: to === undefined ? undefined : new Date(to),
  });

  async function candidateOf(
    participant: { phone?: string; address?: string; hasUnreadableNumber?: boolean },
    rules: MappingRule[],
    sentAt = now,
  ) {
    const connector = await seedActiveConnector(database.db, randomUUID());
    const { tenantId, connectorId } = connector;
    if (rules.length > 0) await seedRules(database.db, connector, rules);
    const store = createDirectoryStore(database.db);
    const twice = { addresses: ["team@contoso.example"] };
    await store.applyPage(
      tenantId,
      page([member("alice"), member("bob", twice), member("carol", twice)], "link"),
      now,
    );
    const { rows } = await database.admin.query<{ id: string }>(
      `INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at)
       VALUES ($1, $2, 1, 'ATT-000001', now() - interval '1 day', now(), 'manual', now()) RETURNING id`,
      [tenantId, connectorId],
    );
    const claim = parsed(await claimRun(database.db, rows[0]?.id ?? "", "one", new Date(), new Date(0)));
    const runs = createRunStore(database.db, "one");
    await runs.recordPage(claim, [{ sourceItemId: "1", archivedAt: sentAt, sizeBytes: 10 }], {
      cursor: undefined,
      isComplete: true,
    });
    const [item] = await runs.listItemsToStage(claim, 1);
    const staged: StagedItem = {
      kind: "staged",
      itemId: parsed(item).itemId,
      location: { packId: "pack", offset: 0, length: 10 },
      sha256: new Uint8Array(32),
      sizeBytes: 10,
      envelope: {
        kind: "sms",
        sentAt,
        participants: [
          {
            role: "from",
            phone: participant.phone === undefined ? undefined : parsePhoneNumber(participant.phone),
            address: participant.address === undefined ? undefined : parseSmtpAddress(participant.address),
            hasUnreadableNumber: participant.hasUnreadableNumber ?? false,
          },
        ],
      },
      sentAt,
    };
    const pack = {
      packId: "pack",
      blobName: "pack",
      keyId: "key",
      wrappedKey: new Uint8Array(8),
      sizeBytes: 10,
    };
    await runs.recordStaged(claim, [pack], [staged]);
    const [resolved] = await runs.listParticipantsToResolve(claim, 10);
    return parsed(resolved).candidate;
  }

  const alice = { userId: "alice", isMember: true, isEnabled: true, hasMailbox: true };

  test("is the rule that holds at the item's time, with what its address leads to", async () => {
    const rules = [
      rule(2, ALICE, "bob@contoso.example", undefined, "2026-11-01T00:00:00Z"),
      rule(3, ALICE, "alice@contoso.example", "2026-11-01T00:00:00Z"),
    ];
    expect((await candidateOf({ phone: ALICE }, rules)).custom).toEqual({
      address: "alice@contoso.example",
      version: 1,
      line: 3,
      matches: [alice],
    });
    const earlier = await candidateOf({ phone: ALICE }, rules, new Date("2026-10-31T23:59:59Z"));
    expect(earlier.custom).toMatchObject({ line: 2, matches: [] });
  });

  test("is everyone whom the e-mail address leads to", async () => {
    expect((await candidateOf({ address: "alice@contoso.example" }, [])).emailMatches).toEqual([alice]);
    expect((await candidateOf({ address: "team@contoso.example" }, [])).emailMatches).toHaveLength(2);
  });

  test.each([
    ["a number in the mapping, also outside its dates", { phone: ALICE }, true],
    ["an address of an own domain", { address: "nobody@contoso.example" }, true],
    ["a number that is in no mapping", { phone: "+13105550199" }, false],
    ["an address of another domain", { address: "somebody@elsewhere.example" }, false],
    ["an address whose domain only ends the same", { address: "somebody@notcontoso.example" }, false],
    ["neither number nor address", { hasUnreadableNumber: true }, false],
  ])("belongs to the organization by %s", async (_what, participant, belongsToOrganization) => {
    const rules = [rule(2, ALICE, "alice@contoso.example", "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z")];
    expect(await candidateOf(participant, rules)).toMatchObject({ belongsToOrganization, custom: undefined });
  });
});
