import { json, type Reply } from "../http/reply.ts";
import { type DirectoryUser } from "../store/directory.ts";
import { badQuery, GraphProblem } from "./problem.ts";
import { pickProperties, queryOptions, selected, topOf } from "./query.ts";
import { param, type GraphRequest } from "./request.ts";
import { userFilter } from "./user-filter.ts";

export const USER_TYPE = "microsoft.graph.user";

/** Properties that the sandbox knows of a user. */
export const USER_PROPERTIES: ReadonlySet<string> = new Set([
  "id",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "userPrincipalName",
  "mobilePhone",
  "businessPhones",
  "jobTitle",
  "officeLocation",
  "preferredLanguage",
  "proxyAddresses",
  "otherMails",
  "accountEnabled",
  "userType",
  "assignedPlans",
]);

/** Given when nothing is selected. Source: Graph user resource, "properties returned by default". */
export const DEFAULT_USER_PROPERTIES = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
] as const;

export function getUser(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select"]);
  const key = param(request, "user");
  const user = request.sandbox.directory.find(request.claims.tenantId, key);
  if (user === undefined) {
    throw new GraphProblem(
      404,
      "Request_ResourceNotFound",
      `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
    );
  }
  const names = selected(options, USER_PROPERTIES, USER_TYPE) ?? DEFAULT_USER_PROPERTIES;
  return json(200, {
    "@odata.context": `${request.base}/$metadata#users/$entity`,
    ...pickProperties(user.entry, names),
  });
}

/** A page of the directory, or the users that a filter finds. Source: Graph, list users. */
export function listUsers(request: GraphRequest): Reply {
  const options = queryOptions(request, ["$select", "$filter", "$top", "$skiptoken"]);
  const names = selected(options, USER_PROPERTIES, USER_TYPE) ?? DEFAULT_USER_PROPERTIES;
  const top = topOf(options, 100, 999);
  const matches = userFilter(options.get("$filter"));
  const after = afterOf(options.get("$skiptoken"));
  const found = request.sandbox.directory
    .list(request.claims.tenantId)
    .filter((user) => user.id > after && matches(user.entry));
  const page = found.slice(0, top);
  const last = page.at(-1);
  const more = found.length > top && last !== undefined;
  return json(200, {
    "@odata.context": `${request.base}/$metadata#users`,
    ...(more ? { "@odata.nextLink": nextLink(request, last) } : {}),
    value: page.map((user) => pickProperties(user.entry, names)),
  });
}

function nextLink(request: GraphRequest, last: DirectoryUser): string {
  const query = new URLSearchParams(request.call.search);
  query.set("$skiptoken", Buffer.from(last.id).toString("base64url"));
  return `${request.base}/users?${query.toString()}`;
}

function afterOf(token: string | undefined): string {
  if (token === undefined) return "";
  const id = Buffer.from(token, "base64url").toString("utf8");
  if (!/^[0-9a-f-]{36}$/.test(id)) throw badQuery("Skip token is not valid.");
  return id;
}
