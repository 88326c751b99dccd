import { type Level, pino } from "pino";

/** The only fields that a log line may carry: ids, codes, counts. Never text, addresses, numbers, names or tokens. */
export type LogFields = {
  tenantId?: string;
  connectorId?: string;
  runId?: string;
  userId?: string;
  itemId?: string;
  deliveryId?: string;
  workerId?: string;
  job?: string;
  code?: string;
  requestId?: string;
  correlationId?: string;
  count?: number;
  durationMs?: number;
  until?: string;
  /** Of a bug: its class and its stack's frames, never its message, which may quote data. */
  fault?: string;
};

/** One event a line: a sentence, with ids as fields. */
export type Log = Record<
  "debug" | "info" | "warn" | "error" | "fatal",
  (event: string, fields?: LogFields) => void
>;

const ALLOWED: readonly (keyof LogFields)[] = [
  "tenantId",
  "connectorId",
  "runId",
  "userId",
  "itemId",
  "deliveryId",
  "workerId",
  "job",
  "code",
  "requestId",
  "correlationId",
  "count",
  "durationMs",
  "until",
  "fault",
];

/** JSON lines on standard output. What is not on the list of fields is dropped, whatever the types said. */
export function createLog(processName: string, level: Level): Log {
  const sink = pino({ level, base: { process: processName }, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (at: Level) =>
    (event: string, fields: LogFields = {}) =>
      sink[at](allowed(fields), event);
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    fatal: write("fatal"),
  };
}

function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(
    ALLOWED.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
}

/** A bug's class and where it happened, without its message. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8).map((line) => line.trim())].join(" | ");
}
