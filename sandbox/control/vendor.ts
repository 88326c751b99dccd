import { numberIn, stringIn } from "../http/guards.ts";
import { type HandlerContext } from "../http/handler-area.ts";
import { queryOf } from "../http/call.ts";
import { json, type Reply } from "../http/reply.ts";
import { inputOf, refusal } from "./input.ts";

const MAX_COUNT = 5_000_000;

/**
 * Adds generated items: `{account, count, archivedAt?, archivedTo?}`. All are archived at `archivedAt` (now by
 * default), or spread over the time until `archivedTo`. A time in the past makes late items.
 */
export function addItems({ sandbox, call }: HandlerContext): Reply {
  const input = inputOf(call);
  const archive = sandbox.archives.get(stringIn(input, "account") ?? "");
  const count = numberIn(input, "count") ?? 0;
  if (archive === undefined) return refusal("account must name a vendor account");
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT)
    return refusal(`count must be between 1 and ${MAX_COUNT}`);
  const fromMs = timeOf(stringIn(input, "archivedAt"), sandbox.options.now());
  const toMs = timeOf(stringIn(input, "archivedTo"), fromMs);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs) || toMs < fromMs)
    return refusal("archivedAt and archivedTo must be times in their order");
  archive.addGenerated(count, fromMs, toMs);
  return json(201, { account: input["account"], count, archivedAt: new Date(fromMs).toISOString() });
}

/** Adds one mail as it is: `?account=&archivedAt=&id=`, the bytes as the body. */
export function addEml({ sandbox, call }: HandlerContext): Reply {
  const query = queryOf(call);
  const archive = sandbox.archives.get(query.get("account") ?? "");
  const archivedMs = timeOf(query.get("archivedAt") ?? undefined, sandbox.options.now());
  if (archive === undefined || Number.isNaN(archivedMs))
    return refusal("account must name a vendor account, archivedAt a time");
  return json(201, {
    id: archive.addEml(call.body, archivedMs, query.get("id") ?? undefined),
    archivedAt: new Date(archivedMs).toISOString(),
  });
}

function timeOf(value: string | undefined, fallbackMs: number): number {
  return value === undefined ? fallbackMs : Date.parse(value);
}
