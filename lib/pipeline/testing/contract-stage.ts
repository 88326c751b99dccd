import type { ListedItem } from "#lib/domain/item.ts";
import type { Resolution } from "#lib/domain/mapping.ts";

import type { LaneClaim, RunClaim } from "../ports/claims.ts";
import type { Pack } from "../ports/vault.ts";
import type { StagedItem } from "../ports/run-store.ts";
import { ALICE, BOB, rule } from "./carrier-day.ts";
import { sha256 } from "./digest.ts";
import { user } from "./fake-directory.ts";
import { present } from "./memory-rows.ts";
import type { StoreHarness } from "./store-harness.ts";

export const NOW = new Date("2026-11-21T02:00:00Z");
export const WINDOW = { from: new Date("2026-11-20T02:00:00Z"), to: NOW };
const MINUTE_MS = 60_000;

/** A run in the stores under test, moved from state to state through the stores alone. */
export type Stage = {
  harness: StoreHarness;
  connector: { tenantId: string; connectorId: string };
  run: { tenantId: string; runId: string };
  claim: RunClaim;
  /** Lists the items, the n-th one archived n minutes into the window. */
  list: (...sourceItemIds: string[]) => Promise<void>;
  /** Stages all that is listed, each with these participants: `alice`, `bob`, `carol` or `stranger`. */
  stageAll: (...participants: string[]) => Promise<void>;
  /** Decides all participants by name: an employee's mailbox, or external. */
  mapAll: () => Promise<number>;
  claimLane: (userId: string) => Promise<LaneClaim>;
};

export async function openStage(harness: StoreHarness): Promise<Stage> {
  const connector = await harness.addConnector({
    mapping: { isAutomatic: true, isCustom: true },
    rules: [rule(2, ALICE, "alice@contoso.example"), rule(3, BOB, "bob@contoso.example")],
    defaultCountry: "US",
    overlapMs: 24 * 60 * MINUTE_MS,
    watermark: WINDOW.from,
  });
  const { directoryStore, runs } = harness;
  const generation = await directoryStore.beginFullSync(connector.tenantId);
  const users = [user("alice"), user("bob"), user("carol")];
  await directoryStore.applyPage(
    connector.tenantId,
    { users, removedUserIds: [], deltaLink: "delta-1" },
    NOW,
    generation,
  );
  const run = { tenantId: connector.tenantId, runId: await harness.addRun(connector, WINDOW) };
  const claim = present(await harness.claimRun(run));
  return {
    harness,
    connector,
    run,
    claim,
    list: async (...ids) => {
      await runs.recordPage(claim, listedItems(...ids), { cursor: undefined, isComplete: true });
    },
    stageAll: async (...participants) => {
      const items = await runs.listItemsToStage(claim, 1_000);
      const { packs, staged } = stagedItems(claim, items, participants);
      await runs.recordStaged(claim, packs, staged);
    },
    mapAll: async () => {
      const participants = await runs.listParticipantsToResolve(claim, 1_000);
      const resolutions = participants.map(({ itemId, ordinal, candidate }) => {
        const userId = candidate.address?.split("@")[0];
        const resolution: Resolution =
          userId === undefined || userId === "stranger"
            ? { kind: "external" }
            : { kind: "mailbox", userId, via: "email" };
        return { itemId, ordinal, resolution };
      });
      return runs.recordResolutions(claim, resolutions);
    },
    claimLane: async (userId) => present(await harness.claimLane({ ...run, userId })),
  };
}

/** A stage whose lanes are open, with every item going to each of the users. */
export async function openLanes(harness: StoreHarness, items: number, ...userIds: string[]): Promise<Stage> {
  const stage = await openStage(harness);
  await stage.list(...Array.from({ length: items }, (_, index) => `text-${String(index).padStart(3, "0")}`));
  await stage.stageAll(...userIds);
  await stage.mapAll();
  await harness.runs.enterStep(stage.claim, "import");
  return stage;
}

export function listedItems(...sourceItemIds: string[]): ListedItem[] {
  return sourceItemIds.map((sourceItemId, index) => ({
    sourceItemId,
    archivedAt: new Date(WINDOW.from.getTime() + index * MINUTE_MS),
    sizeBytes: 100 + index,
  }));
}

export function stagedItems(
  { runId, epoch }: RunClaim,
  items: readonly { itemId: string; archivedAt: Date }[],
  participants: readonly string[],
): { packs: Pack[]; staged: StagedItem[] } {
  const packId = `${runId}-${epoch}-${items[0]?.itemId ?? "none"}`;
  const staged = items.map(({ itemId, archivedAt }, index): StagedItem => ({
    kind: "staged",
    itemId,
    location: { packId, offset: index * 100, length: 100 },
    sha256: sha256(new TextEncoder().encode(itemId)),
    sizeBytes: 100,
    sentAt: archivedAt,
    envelope: {
      kind: "sms",
      sentAt: archivedAt,
      participants: participants.map((name, ordinal) => ({
        role: ordinal === 0 ? "from" : "to",
        phone: undefined,
        address: rule(0, ALICE, `${name}@${name === "stranger" ? "elsewhere" : "contoso"}.example`).address,
        hasUnreadableNumber: false,
      })),
    },
  }));
  const sizeBytes = items.length * 100;
  return {
    packs: [{ packId, blobName: packId, keyId: "key-1", wrappedKey: new Uint8Array(40), sizeBytes }],
    staged,
  };
}
