import { isRecord, isStringArray, stringIn } from "../http/guards.ts";
import { type HandlerContext } from "../http/handler-area.ts";
import { queryOf } from "../http/call.ts";
import { empty, json, type Reply } from "../http/reply.ts";
import { guidOf } from "../random.ts";
import { mailboxStateOf } from "../store/directory.ts";
import { TENANTS } from "../world.ts";
import { inputOf, refusal, tenantIn } from "./input.ts";

export function showConsent({ sandbox }: HandlerContext): Reply {
  return json(200, Object.fromEntries(TENANTS.map((tenant) => [tenant.name, sandbox.consent.of(tenant.id)])));
}

/** `{tenant, granted, mode?: "tenant-wide"|"scoped", scope?: [user]}` */
export function setConsent({ sandbox, call }: HandlerContext): Reply {
  const tenant = tenantIn(call);
  const input = inputOf(call);
  if (tenant === undefined || typeof input["granted"] !== "boolean")
    return refusal("tenant and granted (true or false) are required");
  const scope = input["scope"];
  sandbox.consent.save(tenant.id, {
    granted: input["granted"],
    mode: input["mode"] === "scoped" ? "scoped" : "tenant-wide",
    scope: isStringArray(scope) ? scope : [],
    grantedMs: sandbox.options.now(),
  });
  return json(200, sandbox.consent.of(tenant.id));
}

/**
 * Changes a user, or adds one whose address is new: `{tenant, user, properties?, mailbox?}` with the address or id,
 * properties of a Graph user, and `ok`, `none` or `full`.
 */
export function saveUser({ sandbox, call }: HandlerContext): Reply {
  const tenant = tenantIn(call);
  const input = inputOf(call);
  const key = stringIn(input, "user");
  if (tenant === undefined || key === undefined) return refusal("tenant and user are required");
  const properties = isRecord(input["properties"]) ? input["properties"] : {};
  const known = sandbox.directory.findAnywhere(key);
  if (known === undefined) {
    const id = guidOf(`user:${key}`);
    sandbox.directory.add(tenant.id, id, {
      userPrincipalName: key,
      mail: key,
      proxyAddresses: [`SMTP:${key}`],
      displayName: key,
      ...properties,
    });
    return json(201, sandbox.directory.findAnywhere(id)?.entry);
  }
  sandbox.directory.update(known, properties, mailboxStateOf(input["mailbox"]) ?? known.mailbox);
  return json(200, sandbox.directory.findAnywhere(known.id)?.entry);
}

/** `?user=` and, for a user that cannot be restored, `&reason=deleted`. */
export function removeUser({ sandbox, call }: HandlerContext): Reply {
  const query = queryOf(call);
  const user = sandbox.directory.findAnywhere(query.get("user") ?? "");
  if (user === undefined) return refusal("there is no such user");
  sandbox.directory.remove(user, query.get("reason") === "deleted" ? "deleted" : "changed");
  return empty(204);
}
