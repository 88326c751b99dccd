import { outcomeOf } from "#lib/domain/run.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { ListedItem } from "#lib/domain/item.ts";
import { restOf, watermarkAfter } from "#lib/domain/window.ts";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { FETCH_PATIENCE } from "#lib/domain/item.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { CustomMatch, DirectoryMatch, MappingCandidate, Resolution } from "#lib/domain/mapping.ts";

import type { RunClaim } from "../ports/claims.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { SourceReport } from "../ports/vendor-source.ts";
import { importKeyOf } from "./digest.ts";
import { ledgerOf } from "./memory-ledger.ts";
import {
  directoryOf,
  domainOf,
  insertRunRow,
  laneKey,
  ownDomains,
  present,
  type DirectoryRows,
  type ItemRow,
  type Rows,
  type RunRow,
} from "./memory-rows.ts";

/** The run's rows in memory: what the database's store does, without the database. */
export function createMemoryRunStore(rows: Rows): RunStore {
  const held = (claim: RunClaim): RunRow => {
    const run = present(rows.runs.get(claim.runId));
    if (run.epoch === claim.epoch && run.state === "active") return run;
    throw new Failure("claim-lost", { kind: "transient", scope: "connector" });
  };
  const itemsIn = (claim: RunClaim, state: ItemRow["state"]) =>
    [...rows.items.values()].filter((item) => item.runId === claim.runId && item.state === state);

  return {
    loadContext: async (claim) => {
      const run = held(claim);
      const connector = present(rows.connectors.get(run.connectorId));
      return {
        ...connector,
        kind: present(findConnectorKind("att-network")),
        window: run.window,
        step: run.step,
      };
    },
    heartbeat: async (claim) => held(claim).wish ?? "held",
    enterStep: async (claim, step) => {
      held(claim).step = step;
    },
    readListing: async (claim) => ({ ...held(claim).listing }),
    recordPage: async (claim, items, next, report, limit) => {
      const run = held(claim);
      const count = () => [...rows.items.values()].filter((item) => item.runId === run.runId).length;
      for (const listed of items) {
        const known = [...rows.items.values()].find(
          (item) => item.connectorId === run.connectorId && item.sourceItemId === listed.sourceItemId,
        );
        if (!known) insertItem(rows, run, listed);
        else if (known.runId !== run.runId && !takeUp(known, run, listed)) run.itemsSeenBefore += 1;
        if (known?.state === "listed") known.locator = listed.locator ?? known.locator;
      }
      if (report) keepReport(run, report);
      run.newestArchivedAt = latest(run.newestArchivedAt, ...items.map((item) => item.archivedAt));
      run.listing = { ...next };
      if (limit && !next.isComplete && count() >= limit.maxItems) {
        run.planned = run.window;
        run.window = limit.cut;
        run.listing = { cursor: undefined, isComplete: true };
      }
      return { ...run.listing };
    },
    listItemsToStage: async (claim, limit) => {
      held(claim);
      const listed = itemsIn(claim, "listed").slice(0, limit);
      return listed.map((item) => ({ ...item, sizeBytes: item.listedSize }));
    },
    recordUnfetched: async (claim, itemIds, now) => {
      held(claim);
      const items = itemsIn(claim, "listed").filter(({ itemId }) => itemIds.includes(itemId));
      for (const item of items) {
        const failedForMs = now.getTime() - (item.fetchFailedAt ?? now).getTime();
        item.fetchAttempts += 1;
        item.fetchFailedAt ??= now;
        if (item.fetchAttempts < FETCH_PATIENCE.attempts || failedForMs < FETCH_PATIENCE.ms) continue;
        item.state = "rejected";
        item.reason = "vendor-item-unavailable";
      }
      return items.filter(({ state }) => state === "listed").length;
    },
    recordStaged: async (claim, packs, staged) => {
      held(claim);
      for (const pack of packs) rows.packs.set(pack.packId, { ...pack });
      for (const each of staged) {
        const item = present(rows.items.get(each.itemId));
        if (item.state !== "listed") continue;
        item.state = each.kind;
        item.location = each.location;
        item.sha256 = each.sha256;
        item.sizeBytes = each.sizeBytes;
        if (each.kind === "rejected") {
          item.reason = each.reason;
          continue;
        }
        item.kind = each.envelope.kind;
        item.sentAt = each.sentAt;
        item.participants = each.envelope.participants.map((parsed, ordinal) => ({
          ordinal,
          parsed,
          resolution: undefined,
        }));
      }
    },
    listParticipantsToResolve: async (claim, maxItems) => {
      const run = held(claim);
      const directory = directoryOf(rows, run.tenantId);
      const { mapping } = present(rows.connectors.get(run.connectorId));
      const items = itemsIn(claim, "staged").filter((item) => item.participants.length > 0);
      return items.slice(0, maxItems).flatMap((item) =>
        item.participants.map(({ ordinal, parsed }) => ({
          itemId: item.itemId,
          ordinal,
          candidate: candidateOf(rows, run, directory, item, parsed),
          mapping,
        })),
      );
    },
    recordResolutions: async (claim, resolutions) => {
      const run = held(claim);
      for (const { itemId, ordinal, resolution } of resolutions) {
        const item = present(rows.items.get(itemId));
        if (item.state !== "staged") continue;
        present(item.participants.find((each) => each.ordinal === ordinal)).resolution = resolution;
      }
      for (const item of itemsIn(claim, "staged")) dispose(rows, run, item);
      return itemsIn(claim, "staged").length;
    },
    countOpenLanes: async (claim) => {
      const isCancelled = held(claim).wish === "cancel-requested";
      const open = [...rows.lanes.values()].filter((lane) => lane.runId === claim.runId && !lane.isDone);
      return open.filter((lane) => lane.isHeld || !isCancelled).length;
    },
    finish: async (claim) => {
      const run = held(claim);
      const outcome = run.wish === "cancel-requested" ? "cancelled" : completedOutcome(rows, run);
      run.state = outcome;
      if (outcome === "cancelled") cancelPending(rows, run);
      else complete(rows, run);
      return outcome;
    },
  };
}

function complete(rows: Rows, run: RunRow): void {
  const connector = present(rows.connectors.get(run.connectorId));
  connector.watermark = watermarkAfter(connector.watermark, run.window);
  connector.newestArchivedAt = latest(connector.newestArchivedAt, run.newestArchivedAt) ?? run.window.from;
  if (run.planned) insertRunRow(rows, run, restOf(run.planned, run.window));
}

function latest(...times: (Date | undefined)[]): Date | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted((one, other) => other.getTime() - one.getTime())[0];
}

function keepReport(run: RunRow, { findings, files }: SourceReport): void {
  for (const finding of findings) {
    if (!run.findings.some((each) => isSame(each, finding))) run.findings.push(finding);
  }
  run.files.push(...files);
}

const isSame = (one: Finding, other: Finding) =>
  one.code === other.code && one.file === other.file && one.entry === other.entry;

/** An item that an earlier run found missing, and that has a place now. @returns whether it is the run's now */
function takeUp(item: ItemRow, { runId }: RunRow, { locator }: ListedItem): boolean {
  if (item.reason !== "vendor-item-missing" || locator === undefined) return false;
  Object.assign(item, { runId, state: "listed", reason: undefined });
  return true;
}

function insertItem(rows: Rows, run: RunRow, listed: ListedItem): void {
  const itemId = `item-${rows.items.size + 1}`;
  rows.items.set(itemId, {
    itemId,
    runId: run.runId,
    connectorId: run.connectorId,
    sourceItemId: listed.sourceItemId,
    archivedAt: listed.archivedAt,
    locator: listed.locator,
    listedSize: listed.sizeBytes,
    state: "listed",
    reason: undefined,
    location: undefined,
    sha256: undefined,
    sizeBytes: undefined,
    kind: undefined,
    sentAt: undefined,
    participants: [],
    fetchAttempts: 0,
    fetchFailedAt: undefined,
  });
}

function candidateOf(
  rows: Rows,
  run: RunRow,
  directory: DirectoryRows,
  item: ItemRow,
  parsed: ItemRow["participants"][number]["parsed"],
): MappingCandidate {
  const { rules } = present(rows.connectors.get(run.connectorId));
  const { phone, address, hasUnreadableNumber } = parsed;
  const sentAt = present(item.sentAt);
  const byNumber = rules.filter((rule) => rule.phone === phone);
  const rule = byNumber.find(
    ({ validFrom, validTo }) => (!validFrom || validFrom <= sentAt) && (!validTo || sentAt < validTo),
  );
  const custom: CustomMatch | undefined = rule && {
    address: rule.address,
    version: 1,
    line: rule.line,
    matches: matchesOf(directory, rule.address),
  };
  return {
    phone,
    address,
    hasUnreadableNumber,
    custom,
    emailMatches: address === undefined ? [] : matchesOf(directory, address),
    belongsToOrganization:
      byNumber.length > 0 || (address !== undefined && ownDomains(directory).has(domainOf(address))),
    // Nobody changes a scope in memory: a connector archives everybody.
    leftOut: [],
  };
}

function matchesOf(directory: DirectoryRows, address: string): DirectoryMatch[] {
  return [...directory.users.values()].filter((user) => user.addresses.includes(address));
}

/** One delivery for each distinct mailbox, with its lane; or none, and the item is not imported. */
function dispose(rows: Rows, run: RunRow, item: ItemRow): void {
  const resolutions = item.participants.map((participant) => participant.resolution);
  if (resolutions.includes(undefined)) return;
  const userIds = new Set(resolutions.flatMap((each) => (each?.kind === "mailbox" ? [each.userId] : [])));
  for (const userId of userIds) {
    const deliveryId = `delivery-${rows.deliveries.size + 1}`;
    rows.deliveries.set(deliveryId, {
      deliveryId,
      runId: run.runId,
      itemId: item.itemId,
      userId,
      importKey: importKeyOf(run.connectorId, item.sourceItemId, userId),
      state: "pending",
      reason: undefined,
      messageId: undefined,
      skippedBytes: [],
      postedAt: undefined,
      lostCount: 0,
      verifiedAt: undefined,
    });
    const lane = {
      runId: run.runId,
      userId,
      epoch: 0,
      isHeld: false,
      isDone: false,
      parking: undefined,
      throttledUntil: undefined,
    };
    if (!rows.lanes.has(laneKey(lane))) rows.lanes.set(laneKey(lane), lane);
  }
  item.state = userIds.size > 0 ? "delivered" : "not-imported";
  if (userIds.size === 0) item.reason = reasonWithoutMailbox(resolutions.map((each) => each?.kind));
}

function reasonWithoutMailbox(kinds: readonly (Resolution["kind"] | undefined)[]): string {
  if (kinds.length === 0) return "no-participants";
  const isLeftOut = kinds.includes("left-out") && !kinds.includes("unmapped");
  return isLeftOut ? "no-participant-in-scope" : "no-participant-mapped";
}

function completedOutcome(rows: Rows, run: RunRow): "completed" | "completed-with-issues" {
  const { deliveries, items, participants, findings } = ledgerOf(rows, run.runId);
  if (!run.listing.isComplete || items.listed + items.staged + deliveries.pending > 0) {
    throw new Error("the run is not carried through");
  }
  return outcomeOf(deliveries, items, participants.unmapped, findings);
}

function cancelPending(rows: Rows, run: RunRow): void {
  for (const delivery of rows.deliveries.values()) {
    if (delivery.runId !== run.runId || !["pending", "posting"].includes(delivery.state)) continue;
    delivery.state = "failed";
    delivery.reason = "cancelled-by-admin";
  }
}
