import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { Failure } from "#lib/domain/failure.ts";

import type {
  DeliveryOutcome,
  DeliveryToImport,
  LaneStore,
  UnverifiedDelivery,
} from "../ports/lane-store.ts";
import type { LaneClaim } from "../ports/claims.ts";
import { laneKey, present, type DeliveryRow, type LaneRow, type Rows } from "./memory-rows.ts";

const IN_MAILBOX = ["imported", "partial", "duplicate"];

/** The lane's rows in memory: what the database's store does, without the database. */
export function createMemoryLaneStore(rows: Rows): LaneStore {
  const held = (claim: LaneClaim): LaneRow => {
    const lane = present(rows.lanes.get(laneKey(claim)));
    if (lane.epoch === claim.epoch && lane.isHeld) return lane;
    throw new Failure("claim-lost", { kind: "transient", scope: "connector" });
  };
  const mine = (claim: LaneClaim, ...states: string[]) =>
    [...rows.deliveries.values()]
      .filter(
        ({ runId, userId, state }) =>
          runId === claim.runId && userId === claim.userId && states.includes(state),
      )
      .toSorted((one, other) => order(sentAtOf(rows, one), sentAtOf(rows, other)));

  return {
    loadContext: async (claim) => {
      const { parking } = held(claim);
      const { connectorId } = present(rows.runs.get(claim.runId));
      const { nextRunAt, isConsentScoped = false } = present(rows.connectors.get(connectorId));
      const times = mine(claim, "pending").map((delivery) => sentAtOf(rows, delivery));
      const [from, to] = [times[0], times.at(-1)];
      return {
        connectorId,
        kind: present(findConnectorKind("att-network")),
        folderId: rows.folderIds.get(claim.userId),
        pendingRange: from && to && { from, to },
        parkedSince: parking?.since,
        nextRunAt,
        isConsentScoped,
        usage: [...(rows.usages.get(claim.userId) ?? [])],
        isRestored: rows.isRestored,
      };
    },
    heartbeat: async (claim, throttledUntil, usage) => {
      held(claim).throttledUntil = throttledUntil;
      if (usage) rows.usages.set(claim.userId, usage);
      return present(rows.runs.get(claim.runId)).wish === undefined ? "held" : "stop-requested";
    },
    saveFolder: async (claim, folderId) => {
      held(claim);
      rows.folderIds.set(claim.userId, folderId);
    },
    listUnsettled: async (claim) => {
      held(claim);
      return mine(claim, "posting").map((delivery) => ({
        ...toImport(rows, delivery),
        postedAt: present(delivery.postedAt),
      }));
    },
    takePending: async (claim, limit, now) => {
      held(claim);
      const taken = mine(claim, "pending").slice(0, limit);
      for (const delivery of taken) {
        delivery.state = "posting";
        delivery.postedAt = now;
      }
      return taken.map((delivery) => toImport(rows, delivery));
    },
    recordOutcomes: async (claim, outcomes) => {
      held(claim);
      for (const outcome of outcomes) {
        const delivery = mine(claim, "posting", ...IN_MAILBOX).find(
          (each) => each.deliveryId === outcome.deliveryId,
        );
        if (delivery) settle(delivery, outcome);
      }
    },
    recordDuplicates: async (claim, found) => {
      held(claim);
      const left = [...found];
      for (const delivery of mine(claim, "pending")) {
        const { importKey, sha256 } = toImport(rows, delivery);
        const place = left.findIndex((each) => each.importKey === importKey || each.sha256 === sha256);
        const messageId = left.splice(place, place < 0 ? 0 : 1)[0]?.messageId;
        if (messageId === undefined) continue;
        delivery.state = "duplicate";
        delivery.messageId = messageId;
      }
    },
    recordParking: async (claim, parking) => {
      held(claim).parking = parking;
    },
    failPending: async (claim, reason) => {
      held(claim);
      for (const delivery of mine(claim, "pending")) {
        delivery.state = "failed";
        delivery.reason = reason;
      }
    },
    listUnverified: async (claim, after, limit) => {
      held(claim);
      const unverified = mine(claim, ...IN_MAILBOX)
        .filter((delivery) => !delivery.verifiedAt)
        .map((delivery) => unverifiedOf(rows, delivery))
        .toSorted(byTimeThenId);
      return unverified.filter((each) => !after || byTimeThenId(after, each) < 0).slice(0, limit);
    },
    recordVerified: async (claim, verified, now) => {
      held(claim);
      for (const { deliveryId, messageId } of verified) {
        const delivery = present(rows.deliveries.get(deliveryId));
        delivery.verifiedAt ??= now;
        delivery.messageId = messageId;
      }
    },
    listTwins: async (claim, deliveryId) => {
      held(claim);
      const { sha256, sentAt } = toImport(rows, present(rows.deliveries.get(deliveryId)));
      const twins = [...rows.deliveries.values()].filter((each) => {
        if (each.deliveryId === deliveryId || each.userId !== claim.userId) return false;
        const other = toImport(rows, each);
        return other.sha256 === sha256 && other.sentAt.getTime() === sentAt.getTime();
      });
      return {
        messageIds: twins
          .filter((each) => IN_MAILBOX.includes(each.state))
          .map((each) => present(each.messageId)),
        openCount: twins.filter((each) => each.state === "posting").length,
      };
    },
    finish: async (claim, usage) => {
      const lane = held(claim);
      if (usage) rows.usages.set(claim.userId, usage);
      if (mine(claim, "pending", "posting").length > 0)
        throw new Error("a lane with pending deliveries is open");
      lane.isDone = true;
      lane.isHeld = false;
      return [...rows.lanes.values()].filter(({ runId, isDone }) => runId === claim.runId && !isDone).length;
    },
  };
}

const order = (one: Date, other: Date) => one.getTime() - other.getTime();
const byTimeThenId = (one: UnverifiedDelivery, other: UnverifiedDelivery) =>
  order(one.sentAt, other.sentAt) || one.deliveryId.localeCompare(other.deliveryId);

function sentAtOf(rows: Rows, delivery: DeliveryRow): Date {
  return present(present(rows.items.get(delivery.itemId)).sentAt);
}

function toImport(rows: Rows, delivery: DeliveryRow): DeliveryToImport {
  const item = present(rows.items.get(delivery.itemId));
  const location = present(item.location);
  return {
    deliveryId: delivery.deliveryId,
    itemId: delivery.itemId,
    importKey: delivery.importKey,
    sha256: Buffer.from(present(item.sha256)).toString("hex"),
    itemKind: present(item.kind),
    sentAt: present(item.sentAt),
    pack: present(rows.packs.get(location.packId)),
    location,
    lostCount: delivery.lostCount,
  };
}

function unverifiedOf(rows: Rows, delivery: DeliveryRow): UnverifiedDelivery {
  const { lostCount: _, ...unverified } = toImport(rows, delivery);
  return { ...unverified, messageId: present(delivery.messageId) };
}

function settle(delivery: DeliveryRow, outcome: DeliveryOutcome): void {
  const isMissedOnReadBack =
    outcome.state === "failed" && IN_MAILBOX.includes(delivery.state) && !delivery.verifiedAt;
  if (delivery.state !== "posting" && !isMissedOnReadBack) return;
  delivery.state = outcome.state;
  if (outcome.state === "pending") delivery.lostCount += Number(outcome.wasLost);
  else if (outcome.state === "failed") delivery.reason = outcome.reason;
  else delivery.messageId = outcome.messageId;
  if (outcome.state === "partial") delivery.skippedBytes = outcome.skippedBytes;
}
