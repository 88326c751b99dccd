import { randomUUID } from "node:crypto";
import { stringIn } from "../http/guards.ts";
import { type HandlerContext } from "../http/handler-area.ts";
import { json, type Reply } from "../http/reply.ts";
import { settingOf } from "../keyvault/area.ts";
import { inputOf, refusal } from "./input.ts";

/** A new version of a secret of the key vault: `{name, value}`. */
export function saveSecret({ sandbox, call }: HandlerContext): Reply {
  const input = inputOf(call);
  const [name, value] = [stringIn(input, "name"), stringIn(input, "value")];
  if (name === undefined || value === undefined) return refusal("name and value are required");
  const version = randomUUID().replaceAll("-", "");
  sandbox.db.saveSetting(settingOf(name), JSON.stringify({ value, version }));
  return json(200, { version });
}
