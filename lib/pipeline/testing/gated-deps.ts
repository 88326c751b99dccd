import type { DirectorySource, DirectoryStore } from "../ports/directory.ts";
import type { LaneStore } from "../ports/lane-store.ts";
import type { Mailbox } from "../ports/mailbox.ts";
import type { PipelineDeps } from "../ports/deps.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { Vault } from "../ports/vault.ts";
import type { VendorSource } from "../ports/vendor-source.ts";
import type { ProcessGate } from "./process-gate.ts";

/** The same world as one process reaches it: every call goes through its gate. */
export function gatedDeps(gate: ProcessGate, deps: PipelineDeps): PipelineDeps {
  return {
    ...deps,
    runs: gatedRuns(gate, deps.runs),
    lanes: gatedLanes(gate, deps.lanes),
    directoryStore: gatedDirectoryStore(gate, deps.directoryStore),
    directory: gatedDirectory(gate, deps.directory),
    vault: gatedVault(gate, deps.vault),
    openSource: (...of) =>
      gate.call("openSource", async () => gatedSource(gate, await deps.openSource(...of))),
    openMailbox: (...mailbox) => gatedMailbox(gate, deps.openMailbox(...mailbox)),
  };
}

function gatedRuns(gate: ProcessGate, runs: RunStore): RunStore {
  return {
    loadContext: (claim) => gate.call("runs.loadContext", () => runs.loadContext(claim)),
    heartbeat: (claim, idleMs) => gate.call("runs.heartbeat", () => runs.heartbeat(claim, idleMs)),
    enterStep: (claim, step) => gate.call(`runs.enterStep ${step}`, () => runs.enterStep(claim, step)),
    readListing: (claim) => gate.call("runs.readListing", () => runs.readListing(claim)),
    recordPage: (claim, items, next, report, limit) =>
      gate.call("runs.recordPage", () => runs.recordPage(claim, items, next, report, limit)),
    listItemsToStage: (claim, limit) =>
      gate.call("runs.listItemsToStage", () => runs.listItemsToStage(claim, limit)),
    recordUnfetched: (...items) => gate.call("runs.recordUnfetched", () => runs.recordUnfetched(...items)),
    recordStaged: (claim, packs, items) =>
      gate.call("runs.recordStaged", () => runs.recordStaged(claim, packs, items)),
    listParticipantsToResolve: (claim, maxItems) =>
      gate.call("runs.listParticipantsToResolve", () => runs.listParticipantsToResolve(claim, maxItems)),
    recordResolutions: (claim, resolutions) =>
      gate.call("runs.recordResolutions", () => runs.recordResolutions(claim, resolutions)),
    countOpenLanes: (claim) => gate.call("runs.countOpenLanes", () => runs.countOpenLanes(claim)),
    finish: (claim, now) => gate.call("runs.finish", () => runs.finish(claim, now)),
  };
}

function gatedLanes(gate: ProcessGate, lanes: LaneStore): LaneStore {
  return {
    loadContext: (claim) => gate.call("lanes.loadContext", () => lanes.loadContext(claim)),
    heartbeat: (...beat) => gate.call("lanes.heartbeat", () => lanes.heartbeat(...beat)),
    saveFolder: (claim, folderId) => gate.call("lanes.saveFolder", () => lanes.saveFolder(claim, folderId)),
    listUnsettled: (claim) => gate.call("lanes.listUnsettled", () => lanes.listUnsettled(claim)),
    takePending: (claim, limit, now) =>
      gate.call("lanes.takePending", () => lanes.takePending(claim, limit, now)),
    recordOutcomes: (claim, outcomes, now) =>
      gate.call("lanes.recordOutcomes", () => lanes.recordOutcomes(claim, outcomes, now)),
    recordDuplicates: (claim, found, now) =>
      gate.call("lanes.recordDuplicates", () => lanes.recordDuplicates(claim, found, now)),
    recordParking: (claim, parking) =>
      gate.call("lanes.recordParking", () => lanes.recordParking(claim, parking)),
    failPending: (claim, reason, now) =>
      gate.call("lanes.failPending", () => lanes.failPending(claim, reason, now)),
    listUnverified: (claim, after, limit) =>
      gate.call("lanes.listUnverified", () => lanes.listUnverified(claim, after, limit)),
    recordVerified: (claim, verified, now) =>
      gate.call("lanes.recordVerified", () => lanes.recordVerified(claim, verified, now)),
    listTwins: (claim, deliveryId) => gate.call("lanes.listTwins", () => lanes.listTwins(claim, deliveryId)),
    finish: (claim, usage) => gate.call("lanes.finish", () => lanes.finish(claim, usage)),
  };
}

function gatedDirectoryStore(gate: ProcessGate, store: DirectoryStore): DirectoryStore {
  return {
    readDeltaLink: (tenantId) =>
      gate.call("directoryStore.readDeltaLink", () => store.readDeltaLink(tenantId)),
    beginFullSync: (tenantId) =>
      gate.call("directoryStore.beginFullSync", () => store.beginFullSync(tenantId)),
    applyPage: (tenantId, page, now, generation) =>
      gate.call("directoryStore.applyPage", () => store.applyPage(tenantId, page, now, generation)),
  };
}

function gatedDirectory(gate: ProcessGate, directory: DirectorySource): DirectorySource {
  return {
    changes: (link, signal) => gatedPages(gate, "directory.changes", directory.changes(link, signal)),
  };
}

function gatedVault(gate: ProcessGate, vault: Vault): Vault {
  return {
    writePack: (claim, entries, signal) =>
      gate.call("vault.writePack", () => vault.writePack(claim, entries, signal)),
    writeStream: (claim, itemId, stream, signal) =>
      gate.call("vault.writeStream", () => vault.writeStream(claim, itemId, stream, signal)),
    read: (tenantId, itemId, pack, location, signal) =>
      gate.call("vault.read", () => vault.read(tenantId, itemId, pack, location, signal)),
  };
}

function gatedSource(gate: ProcessGate, source: VendorSource): VendorSource {
  return {
    listPage: (window, cursor, signal) =>
      gate.call("source.listPage", () => source.listPage(window, cursor, signal)),
    download: (sourceItemId, maxBytes, signal, locator) =>
      gate.call("source.download", () => source.download(sourceItemId, maxBytes, signal, locator)),
  };
}

function gatedMailbox(gate: ProcessGate, mailbox: Mailbox): Mailbox {
  return {
    takes: mailbox.takes,
    close: () => mailbox.close(),
    ensureFolder: (name, knownFolderId, signal) =>
      gate.call("mailbox.ensureFolder", () => mailbox.ensureFolder(name, knownFolderId, signal)),
    findByKey: (sought, signal) => gate.call("mailbox.findByKey", () => mailbox.findByKey(sought, signal)),
    create: (folderId, letter, keys, signal) =>
      gate.call("mailbox.create", () => mailbox.create(folderId, letter, keys, signal)),
    remove: (messageId, signal) => gate.call("mailbox.remove", () => mailbox.remove(messageId, signal)),
    listKeys: (folderId, range, cursor, signal) =>
      gate.call("mailbox.listKeys", () => mailbox.listKeys(folderId, range, cursor, signal)),
  };
}

async function* gatedPages<Page>(
  gate: ProcessGate,
  name: string,
  pages: AsyncIterable<Page>,
): AsyncIterable<Page> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const next = await gate.call(name, () => iterator.next());
    if (next.done) return;
    yield next.value;
  }
}
