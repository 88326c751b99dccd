import { isRecord, type JsonRecord } from "../http/guards.ts";
import { jsonOf, queryOf, type Call } from "../http/call.ts";
import { json, type Answer } from "../http/reply.ts";
import { findTenant, type Tenant } from "../world.ts";

/** The JSON object of the body; an empty one when there is none. */
export function inputOf(call: Call): JsonRecord {
  const value = jsonOf(call);
  return isRecord(value) ? value : {};
}

export function refusal(message: string): Answer {
  return json(400, { error: message });
}

/** The tenant that a body or a query names by id, name or domain. */
export function tenantIn(call: Call): Tenant | undefined {
  const named = inputOf(call)["tenant"] ?? queryOf(call).get("tenant");
  return typeof named === "string" ? findTenant(named) : undefined;
}
