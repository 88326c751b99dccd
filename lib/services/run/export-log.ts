import type { Db } from "#lib/db/client.ts";
import { logFindings } from "#lib/db/finding-rows.ts";
import { type LoggedDelivery, type LoggedItem, logDeliveries, logItems } from "#lib/db/log-rows.ts";
import { findRunProgress } from "#lib/db/run-progress.ts";
import { CSV_START } from "#lib/domain/csv.ts";
import { DELIVERY_STATE_NAMES, type DeliveryState } from "#lib/domain/delivery.ts";
import { type FindingCount, findingOf } from "#lib/domain/finding.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { formatLogLine, LOG_HEADER, logSummary } from "#lib/domain/run-log.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { runNotFound } from "../shared/refusals.ts";

/** What is not simply imported. */
const EXCEPTIONS: readonly DeliveryState[] = ["failed", "partial", "pending", "posting", "duplicate"];

/**
 * A run's log as a CSV file, written while it is read: counters, then a line for each finding, delivery and item that was
 * not simply imported; with `isComplete` also for those that were.
 * @throws Refusal `not-found`, before the first line
 */
export async function exportLog(
  context: ServiceContext,
  runId: string,
  options: { isComplete?: boolean } = {},
): Promise<AsyncIterable<string>> {
  authorize(context, "look");
  const { db, viewer } = context;
  const run = await db.sql(viewer.tenantId, (sql) => findRunProgress(sql, viewer.tenantId, runId));
  if (!run) throw runNotFound();
  const states: readonly DeliveryState[] = options.isComplete ? [...EXCEPTIONS, "imported"] : EXCEPTIONS;
  return logLines(db, viewer.tenantId, run, states);
}

async function* logLines(
  db: Db,
  tenantId: string,
  run: RunProgress,
  states: readonly DeliveryState[],
): AsyncGenerator<string> {
  yield `${CSV_START}${logSummary(run)}\r\n${LOG_HEADER}`;
  const { runId } = run;
  for await (const findings of logFindings(db, { tenantId, runId })) {
    yield findings.map((finding) => findingLine(finding)).join("");
  }
  for (const state of ["rejected", "not-imported"] as const) {
    const outcome = state === "rejected" ? "Rejected" : "Not imported";
    for await (const items of logItems(db, { tenantId, runId }, state)) {
      yield items.map((item) => itemLine(item, outcome)).join("");
    }
  }
  for (const state of states) {
    for await (const deliveries of logDeliveries(db, { tenantId, runId }, state)) {
      yield deliveries.map((delivery) => deliveryLine(delivery, DELIVERY_STATE_NAMES[state])).join("");
    }
  }
}

function findingLine({ code, file, entry, count }: FindingCount): string {
  const place = entry === "" ? file : `${file}: ${entry}`;
  return formatLogLine({
    itemId: count === 1 ? place : `${place} (${count})`,
    sourceUser: "",
    mailbox: "",
    outcome: "Finding",
    reason: { code, ...findingOf(code) },
    sentAt: "",
    isVerified: false,
    skippedBytes: [],
  });
}

function itemLine(item: LoggedItem, outcome: string): string {
  return formatLogLine({
    itemId: item.sourceItemId,
    sourceUser: item.sourceUsers ?? "",
    mailbox: "",
    outcome,
    reason: { code: item.reason, ...reasonOf(item.reason) },
    sentAt: item.sentAt.toISOString(),
    isVerified: false,
    skippedBytes: [],
  });
}

function deliveryLine(delivery: LoggedDelivery, outcome: string): string {
  const { reason } = delivery;
  return formatLogLine({
    itemId: delivery.sourceItemId,
    sourceUser: delivery.sourceUser ?? "",
    mailbox: delivery.mailbox,
    outcome,
    reason: reason === null ? undefined : { code: reason, ...reasonOf(reason) },
    sentAt: delivery.sentAt.toISOString(),
    isVerified: delivery.isVerified,
    skippedBytes: delivery.skippedBytes ?? [],
  });
}
