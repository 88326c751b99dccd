import { createByteBudget } from "../byte-budget.ts";
import { createDraftAlarm } from "../draft-alarm.ts";
import { guardedReader } from "../guarded-reader.ts";
import type { DirectoryUser } from "../ports/directory.ts";
import type { PipelineDeps } from "../ports/deps.ts";
import type { VendorSource } from "../ports/vendor-source.ts";
import { sha256 } from "./digest.ts";
import { FakeDirectory } from "./fake-directory.ts";
import {
  createFakeMailbox,
  createMailboxState,
  type MailboxBehaviour,
  type MailboxState,
} from "./fake-mailbox.ts";
import { FakeVault } from "./fake-vault.ts";
import { createFakeVendor, type SourceItem } from "./fake-vendor.ts";
import { JumpingClock } from "./jumping-clock.ts";
import { sampleMailReader } from "./sample-mail.ts";
import type { ConnectorSeed, StoreHarness } from "./store-harness.ts";

export type WorldSeed = {
  items: readonly SourceItem[];
  users: readonly DirectoryUser[];
  connector: ConnectorSeed;
  window: { from: Date; to: Date };
  pageSize?: number;
  maxItemsPerRun?: number;
  /** Of every request to a mailbox, or of the n-th one. */
  mailboxLatencyMs?: number | ((n: number) => number);
  /** Of a listing of a mailbox's folder. */
  keysAtOnce?: number;
  mishapAt?: MailboxBehaviour["mishapAt"];
  /** Composed messages, unless told otherwise. */
  mailboxTakes?: MailboxBehaviour["takes"];
  /** The mailboxes of another world, as after the loss of its database. */
  mailboxes?: Map<string, MailboxState>;
  /** What the vendor does otherwise than usual. */
  vendor?: (usual: VendorSource) => Partial<VendorSource>;
};

/** Everything that a run reaches, in one place: the stores of `harness`, and an outside world that is all in memory. */
export type World = {
  seed: WorldSeed;
  harness: StoreHarness;
  clock: JumpingClock;
  vault: FakeVault;
  directory: FakeDirectory;
  deps: PipelineDeps;
  tenantId: string;
  connectorId: string;
  run: { tenantId: string; runId: string };
  mailboxes: Map<string, MailboxState>;
  mailboxOf(userId: string): MailboxState;
};

export async function createWorld(harness: StoreHarness, seed: WorldSeed): Promise<World> {
  const clock = new JumpingClock(seed.window.to);
  const vault = new FakeVault();
  const directory = new FakeDirectory(seed.users);
  const usualVendor = createFakeVendor(seed.items, seed.pageSize ?? 5);
  const vendor = { ...usualVendor, ...seed.vendor?.(usualVendor) };
  const mailboxes = seed.mailboxes ?? new Map<string, MailboxState>();
  const mailboxOf = (userId: string) => {
    const state = mailboxes.get(userId) ?? createMailboxState(userId);
    mailboxes.set(userId, state);
    return state;
  };
  const latencyMs = seed.mailboxLatencyMs ?? 0;
  const behaviour: MailboxBehaviour = {
    clock,
    takes: seed.mailboxTakes ?? "composed",
    latencyMs: (n) => (typeof latencyMs === "function" ? latencyMs(n) : latencyMs),
    pageSize: seed.keysAtOnce ?? 10,
    mishapAt: (...call) => seed.mishapAt?.(...call),
  };
  const ids = await harness.addConnector(seed.connector);
  const runId = await harness.addRun(ids, seed.window);
  return {
    seed,
    harness,
    clock,
    vault,
    directory,
    deps: {
      clock,
      jitter: () => 0,
      digest: sha256,
      memory: createByteBudget(64 * 1024 * 1024),
      draftAlarm: createDraftAlarm(clock),
      unknownOutcomeWaitMs: 30_000,
      maxItemsPerRun: seed.maxItemsPerRun ?? 100_000,
      runs: harness.runs,
      lanes: harness.lanes,
      directoryStore: harness.directoryStore,
      directory,
      vault,
      mail: guardedReader(sampleMailReader, () => undefined),
      watchRun: () => () => undefined,
      openSource: async () => vendor,
      openMailbox: (_tenantId, userId, hold) => createFakeMailbox(mailboxOf(userId), behaviour, hold),
    },
    ...ids,
    run: { tenantId: ids.tenantId, runId },
    mailboxes,
    mailboxOf,
  };
}
