import { FAULTS, type Fault } from "../faults.ts";
import { type HandlerContext } from "../http/handler-area.ts";
import { queryOf } from "../http/call.ts";
import { empty, json, type Reply } from "../http/reply.ts";
import { inputOf, refusal } from "./input.ts";

export function listFaults({ sandbox }: HandlerContext): Reply {
  return json(200, { faults: sandbox.faults.list().map(shown) });
}

export function addFault({ sandbox, call }: HandlerContext): Reply {
  const fault = sandbox.faults.add(inputOf(call), sandbox.options.now());
  return fault === undefined ? refusal(`fault must be one of ${FAULTS.join(", ")}`) : json(201, shown(fault));
}

/** All, or with `?fault=` those of one name. */
export function clearFaults({ sandbox, call }: HandlerContext): Reply {
  sandbox.faults.clear(queryOf(call).get("fault") ?? undefined);
  return empty(204);
}

function shown(fault: Fault): Record<string, unknown> {
  return { ...fault.params, id: fault.id, remaining: fault.remaining ?? null, struck: fault.struck };
}
