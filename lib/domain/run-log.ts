import { csvLine } from "./csv.ts";
import { isTerminal } from "./run.ts";
import type { RunProgress } from "./views/run.ts";

/** The log's first block: a run's counters in Microsoft's words, then ours. Source: the admin log of Microsoft's connectors. */
export function logSummary(run: RunProgress): string {
  const { items, deliveries, participants } = run;
  const facts: [name: string, value: string | number][] = [
    ["Import completion time", run.endedAt ?? ""],
    ["Items available from source", items.available],
    ["Items available for import", deliveries.available],
    ["Items imported successfully", deliveries.imported],
    ["Items partially imported", deliveries.partial],
    ["Items skipped", deliveries.duplicate],
    ["Items failed", deliveries.failed],
    ["Items pending", deliveries.pending],
    ["Items read back", deliveries.verified],
    ["Source items not imported", items.notImported],
    ["Source items rejected", items.rejected],
    ["Source items seen before", run.itemsSeenBefore],
    ["Participants outside the organization", participants.external],
    ["Participants unmapped", participants.unmapped],
    ["Participants left out by the scope", participants.leftOut],
    ["Findings on the delivery", run.findingCount],
    ["Job ID", run.jobId],
    ["Connector", run.connectorName],
    ["State", run.state],
    ["Window from", run.window.from],
    ["Window to", run.window.to],
  ];
  const head = csvLine(facts.map(([name]) => name)) + csvLine(facts.map(([, value]) => value));
  const isEmpty = isTerminal(run.state) && items.available === 0;
  return isEmpty ? `${head}\r\n${csvLine([`No items ingested on ${usDate(run.window.to)}`])}` : head;
}

/** As Microsoft's log writes days: mm/dd/yyyy. */
function usDate(instant: string): string {
  const [year = "", month = "", day = ""] = instant.slice(0, 10).split("-");
  return `${month}/${day}/${year}`;
}

/** One line of the log's second block. */
export type LogLine = {
  itemId: string;
  sourceUser: string;
  mailbox: string;
  outcome: string;
  reason: { code: string; sentence: string; remedy: string } | undefined;
  sentAt: string;
  isVerified: boolean;
  skippedBytes: readonly string[];
};

export const LOG_HEADER = csvLine([
  "Item id",
  "Source User ID",
  "M365 User ID",
  "Failure Reason",
  "Outcome",
  "Reason code",
  "What to do",
  "Sent (UTC)",
  "Read back",
  "Attachments left out (bytes)",
]);

export function formatLogLine(line: LogLine): string {
  return csvLine([
    line.itemId,
    line.sourceUser,
    line.mailbox,
    line.reason?.sentence ?? "",
    line.outcome,
    line.reason?.code ?? "",
    line.reason?.remedy ?? "",
    line.sentAt,
    line.isVerified ? "yes" : "no",
    line.skippedBytes.join(" "),
  ]);
}
