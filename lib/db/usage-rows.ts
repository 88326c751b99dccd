import { MOST_UNWRITTEN, type UsageStep } from "#lib/domain/mailbox-usage.ts";

/** A mailbox's usage as its row holds it: start in milliseconds, requests, uploaded bytes. */
export type UsageColumn = [startMs: number, requests: number, uploadBytes: number][];

export function usageColumnOf(steps: readonly UsageStep[] | undefined): string | null {
  if (!steps) return null;
  return JSON.stringify(
    steps.map(({ startMs, requests, uploadBytes }) => [startMs, requests, uploadBytes]) satisfies UsageColumn,
  );
}

export function usageOf(column: UsageColumn): UsageStep[] {
  return column.map(([startMs, requests, uploadBytes]) => ({ startMs, requests, uploadBytes }));
}

/**
 * The usage of mailbox `m` for whoever holds it next: where its holder did not give it back, it may have asked more since
 * its last heartbeat than it came to write down.
 */
export const USAGE_AS_LEFT = `CASE WHEN m.worker_id IS NULL THEN m.usage ELSE m.usage || jsonb_build_array(jsonb_build_array(
  floor(extract(epoch FROM m.heartbeat_at) * 1000), ${MOST_UNWRITTEN.requests}, ${MOST_UNWRITTEN.uploadBytes})) END`;
