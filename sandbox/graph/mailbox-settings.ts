import { json, type Reply } from "../http/reply.ts";
import { contextOf } from "./folders.ts";
import { pickProperties, queryOptions, selected } from "./query.ts";
import { mailboxOf, type GraphRequest } from "./request.ts";

const PROPERTIES: ReadonlySet<string> = new Set(["userPurpose", "timeZone"]);

export function getMailboxSettings(request: GraphRequest): Reply {
  const names = selected(
    queryOptions(request, ["$select"]),
    PROPERTIES,
    "microsoft.graph.mailboxSettings",
  ) ?? [...PROPERTIES];
  const settings = pickProperties({ userPurpose: "user", timeZone: "UTC" }, names);
  return json(200, { "@odata.context": `${contextOf(request)}mailboxSettings`, ...settings });
}

/** `GET /users/{id}/settings/exchange` */
export function getExchangeSettings(request: GraphRequest): Reply {
  const mailbox = mailboxOf(request);
  return json(200, {
    "@odata.context": `${contextOf(request)}settings/exchange/$entity`,
    primaryMailboxId: `MBX:${mailbox.userId}@${mailbox.tenantId}`,
  });
}
