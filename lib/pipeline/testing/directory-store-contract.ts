import { describe, expect, test } from "vitest";

import type { DirectoryUser } from "../ports/directory.ts";
import { NOW, openStage } from "./contract-stage.ts";
import { user } from "./fake-directory.ts";
import type { StoreHarness } from "./store-harness.ts";

/** What every `DirectoryStore` guarantees, seen through whom an address leads to. */
export function describeDirectoryStore(name: string, createHarness: () => StoreHarness): void {
  describe(`the directory store over ${name}`, () => {
    test("keeps the position with the last page of the changes only", async () => {
      const { directoryStore, tenantId } = await open(createHarness());
      expect(await directoryStore.readDeltaLink(tenantId)).toBe("delta-1");
      await directoryStore.applyPage(tenantId, page([user("dora")]), NOW);
      expect(await directoryStore.readDeltaLink(tenantId)).toBe("delta-1");
      await directoryStore.applyPage(tenantId, page([], [], "delta-2"), NOW);
      expect(await directoryStore.readDeltaLink(tenantId)).toBe("delta-2");
    });

    test("forgets whom a full synchronization did not name, with its last page and not before", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const sync = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("bob")]), NOW, sync);
      expect(await leadsTo("alice")).toEqual(["alice"]);
      await directoryStore.applyPage(tenantId, page([user("carol")], [], "delta-2"), NOW, sync);
      expect(await leadsTo("alice")).toEqual([]);
      expect(await leadsTo("bob")).toEqual(["bob"]);
    });

    test("a full synchronization that is broken off is begun again, and forgets nobody who is there", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const brokenOff = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("alice")]), NOW, brokenOff);
      expect(await directoryStore.readDeltaLink(tenantId)).toBeUndefined();
      const sync = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("bob")]), NOW, sync);
      await directoryStore.applyPage(tenantId, page([user("alice")], [], "delta-2"), NOW, sync);
      expect(await leadsTo("alice")).toEqual(["alice"]);
      expect(await leadsTo("bob")).toEqual(["bob"]);
    });

    test("two full synchronizations side by side forget nobody, whichever breaks off", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const first = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("alice")]), NOW, first);
      const second = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("bob")], [], "delta-2"), NOW, first);
      expect(await leadsTo("alice")).toEqual(["alice"]);
      // Its position would hide whom it lacks: the directory counts as read once the later one is through.
      expect(await directoryStore.readDeltaLink(tenantId)).toBeUndefined();
      await directoryStore.applyPage(tenantId, page([user("alice")]), NOW, second);
      await directoryStore.applyPage(tenantId, page([user("alice")]), NOW, first);
      await directoryStore.applyPage(tenantId, page([user("bob")], [], "delta-3"), NOW, second);
      expect(await directoryStore.readDeltaLink(tenantId)).toBe("delta-3");
      expect(await leadsTo("alice")).toEqual(["alice"]);
      expect(await leadsTo("bob")).toEqual(["bob"]);
      expect(await leadsTo("carol")).toEqual([]);
    });

    test("changes that end while a full synchronization is under way forget nobody", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const sync = await directoryStore.beginFullSync(tenantId);
      await directoryStore.applyPage(tenantId, page([user("dora")], [], "delta-2"), NOW);
      expect(await leadsTo("alice")).toEqual(["alice"]);
      expect(await directoryStore.readDeltaLink(tenantId)).toBeUndefined();
      await directoryStore.applyPage(tenantId, page([user("alice")], [], "delta-3"), NOW, sync);
      expect(await leadsTo("alice")).toEqual(["alice"]);
      expect(await leadsTo("dora")).toEqual(["dora"]);
    });

    test("a change replaces a user's addresses, and a removed user is gone", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const married = user("alice", { addresses: ["alice.smith@contoso.example"] });
      await directoryStore.applyPage(tenantId, page([married], ["bob"], "delta-2"), NOW);
      expect(await leadsTo("alice")).toEqual([]);
      expect(await leadsTo("alice.smith")).toEqual(["alice"]);
      expect(await leadsTo("bob")).toEqual([]);
    });

    test("the same page twice is as once", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const changes = page(
        [user("dora", { addresses: ["dora@contoso.example", "d@contoso.example"] })],
        ["bob"],
        "delta-2",
      );
      await directoryStore.applyPage(tenantId, changes, NOW);
      await directoryStore.applyPage(tenantId, changes, NOW);
      expect(await leadsTo("d")).toEqual(["dora"]);
    });

    test("an address of two users leads to both, so that it decides nothing", async () => {
      const { directoryStore, tenantId, leadsTo } = await open(createHarness());
      const twin = user("twin", { addresses: ["alice@contoso.example"] });
      await directoryStore.applyPage(tenantId, page([twin], [], "delta-2"), NOW);
      expect((await leadsTo("alice")).toSorted()).toEqual(["alice", "twin"]);
    });
  });
}

function page(users: DirectoryUser[], removedUserIds: string[] = [], deltaLink?: string) {
  return { users, removedUserIds, deltaLink };
}

async function open(harness: StoreHarness) {
  const stage = await openStage(harness);
  let asked = 0;
  return {
    directoryStore: harness.directoryStore,
    tenantId: stage.connector.tenantId,
    /** The users to whom the address of this name at the organization leads. */
    leadsTo: async (name: string) => {
      const sourceItemId = `question-${(asked += 1)}`;
      await stage.list(sourceItemId);
      await stage.stageAll(name);
      const participants = await harness.runs.listParticipantsToResolve(stage.claim, 100);
      await stage.mapAll();
      return participants.flatMap(({ candidate }) => candidate.emailMatches.map((match) => match.userId));
    },
  };
}
