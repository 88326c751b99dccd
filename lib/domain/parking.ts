const MINUTE_MS = 60_000;

/**
 * When a mailbox that refused the application is looked at again. A grant in Exchange Online takes 30 minutes to 2 hours
 * to spread. Source: "Role Based Access Control for Applications in Exchange Online", limitations.
 */
const LOOKS_AFTER_MS = [15, 30, 60, 120, 135].map((minutes) => minutes * MINUTE_MS);
const FIRST_LOOK_MS = 15 * MINUTE_MS;

/**
 * The next look at a mailbox that has refused since `since`, or `undefined` when it has had its last one: then its
 * deliveries fail. The last look comes no later than the connector's next run, which nobody should wait for.
 */
export function nextLookAt(since: Date, now: Date, nextRunAt: Date | undefined): Date | undefined {
  const sinceMs = since.getTime();
  const lastMs = Math.max(nextRunAt?.getTime() ?? Number.POSITIVE_INFINITY, sinceMs + FIRST_LOOK_MS);
  const looksMs = LOOKS_AFTER_MS.map((afterMs) => Math.min(sinceMs + afterMs, lastMs));
  const nextMs = looksMs.find((lookMs) => lookMs > now.getTime());
  return nextMs === undefined ? undefined : new Date(nextMs);
}
