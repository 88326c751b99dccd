import { faultOf, type Log, type LogFields } from "#lib/log.ts";

/** A bug, as opposed to a failure of the outside world: loud in the log, and the work is tried again later. */
export function recordBug(log: Log, event: string, error: unknown, fields: LogFields): void {
  log.error(event, { ...fields, code: "internal-error", fault: faultOf(error) });
}
