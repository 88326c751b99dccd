import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { RunTrigger } from "#lib/domain/run.ts";
import { nextWindow, type Window } from "#lib/domain/window.ts";
import type { Tx } from "./client.ts";

export type InsertedRun = { runId: string; jobId: string };

/** A connector as far as a new run depends on it. */
export type RunnableConnector = { id: string; kind: string; watermark: Date | null };

/**
 * `repeats` names the run whose failures it takes up; with `isListed` it takes nothing else, and asks for no listing.
 * `replays`: of a replay, the one number or address that it is for.
 * `only` names the deliveries that it takes up of them, where that is not all.
 */
export type RunSeed = {
  window: Window;
  trigger: RunTrigger;
  repeats?: string;
  replays?: string | undefined;
  isListed?: boolean;
  only?: readonly string[];
};

/**
 * Queues the run from the connector's watermark to `now`, the database's own time. A watermark ahead of it, written by a
 * clock that ran ahead, is taken back to where the window begins.
 * @returns undefined when nothing lies between the watermark and now
 */
export async function insertRun(
  tx: Tx,
  tenantId: string,
  connector: RunnableConnector,
  trigger: RunTrigger,
  now: Date,
): Promise<InsertedRun | undefined> {
  const { id, watermark } = connector;
  if (watermark === null) return undefined;
  const lastStart = watermark > now ? await findLastStart(tx, tenantId, id, now) : undefined;
  const window = nextWindow(watermark, now, lastStart);
  if (!window) return undefined;
  if (window.from < watermark) {
    await tx.connector.updateMany({ where: { tenantId, id }, data: { watermark: window.from } });
  }
  return insertRunOver(tx, tenantId, connector, { window, trigger }, now);
}

/**
 * Queues a run over this window, numbered in its tenant. One active run a connector and one run a window are the
 * database's rules: the loser of a race gets a unique violation (`isUniqueViolation`).
 */
export async function insertRunOver(
  tx: Tx,
  tenantId: string,
  { id: connectorId, kind }: Pick<RunnableConnector, "id" | "kind">,
  { window, trigger, repeats, replays, isListed, only }: RunSeed,
  now: Date,
): Promise<InsertedRun> {
  const { lastRunNumber } = await tx.tenant.update({
    where: { tenantId },
    data: { lastRunNumber: { increment: 1 } },
    select: { lastRunNumber: true },
  });
  const earlier = await tx.run.count({
    where: { tenantId, connectorId, windowFrom: window.from, windowTo: window.to },
  });
  const run = await tx.run.create({
    data: {
      tenantId,
      connectorId,
      number: lastRunNumber,
      jobId: jobIdOf(kind, lastRunNumber),
      windowFrom: window.from,
      windowTo: window.to,
      attemptNo: earlier + 1,
      trigger,
      queuedAt: now,
      ...(repeats !== undefined && { repeatsRunId: repeats }),
      ...(replays !== undefined && { replays }),
      ...(isListed && { isListingComplete: true }),
      ...(only && { onlyDeliveries: only.map(BigInt) }),
    },
    select: { id: true, jobId: true },
  });
  return { runId: run.id, jobId: run.jobId };
}

/** Where the latest complete run began that no clock running ahead had a part in. */
async function findLastStart(
  tx: Tx,
  tenantId: string,
  connectorId: string,
  now: Date,
): Promise<Date | undefined> {
  const run = await tx.run.findFirst({
    where: {
      tenantId,
      connectorId,
      state: { in: ["completed", "completed-with-issues"] },
      trigger: { in: ["first", "schedule", "manual"] },
      windowFrom: { lt: now },
    },
    orderBy: { windowFrom: "desc" },
    select: { windowFrom: true },
  });
  return run?.windowFrom;
}

/** Two that want to change or run the same connector do it one after the other. */
export async function lockConnector(tx: Tx, tenantId: string, connectorId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM connector WHERE tenant_id = ${tenantId}::uuid AND id = ${connectorId}::uuid FOR NO KEY UPDATE`;
}

/** What the admin sees: the kind's first three letters and the tenant's count of runs, `ATT-000017`. */
export function jobIdOf(kind: string, number: number): string {
  const prefix = (findConnectorKind(kind)?.messageClass ?? kind).slice(0, 3).toUpperCase();
  return `${prefix}-${String(number).padStart(6, "0")}`;
}
