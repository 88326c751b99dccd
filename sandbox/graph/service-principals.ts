import { servicePrincipalId } from "../entra/graph-tokens.ts";
import { isExchangePermission } from "../entra/consent-book.ts";
import { json, type Reply } from "../http/reply.ts";
import { guidOf } from "../random.ts";
import { APP, APP_ROLE_IDS } from "../world.ts";
import { GraphProblem } from "./problem.ts";
import { pickProperties, queryOptions, selected } from "./query.ts";
import { param, type GraphRequest } from "./request.ts";

const PROPERTIES: ReadonlySet<string> = new Set(["id", "appId", "displayName", "servicePrincipalType"]);

/** `GET /servicePrincipals(appId='…')` */
export function getServicePrincipal(request: GraphRequest): Reply {
  const names = selected(
    queryOptions(request, ["$select"]),
    PROPERTIES,
    "microsoft.graph.servicePrincipal",
  ) ?? [...PROPERTIES];
  if (param(request, "appId") !== APP.clientId) throw notFound(param(request, "appId"));
  const entity = {
    id: servicePrincipalId(request.claims.tenantId),
    appId: APP.clientId,
    displayName: APP.displayName,
    servicePrincipalType: "Application",
  };
  return json(200, {
    "@odata.context": `${request.base}/$metadata#servicePrincipals/$entity`,
    ...pickProperties(entity, names),
  });
}

/** Only what Entra granted: grants of Exchange's own access control do not stand here. */
export function listAppRoleAssignments(request: GraphRequest): Reply {
  queryOptions(request, []);
  const { sandbox, claims } = request;
  const principalId = servicePrincipalId(claims.tenantId);
  if (param(request, "principal") !== principalId) throw notFound(param(request, "principal"));
  const consent = sandbox.consent.of(claims.tenantId);
  const granted = consent.granted ? sandbox.options.appPermissions : [];
  const assigned = consent.mode === "scoped" ? granted.filter((one) => !isExchangePermission(one)) : granted;
  const value = assigned.map((permission) => ({
    id: Buffer.from(guidOf(`assignment:${claims.tenantId}:${permission}`))
      .toString("base64url")
      .slice(0, 43),
    deletedDateTime: null,
    appRoleId: APP_ROLE_IDS[permission] ?? guidOf(`role:${permission}`),
    createdDateTime: new Date(consent.grantedMs).toISOString(),
    principalDisplayName: APP.displayName,
    principalId,
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
    resourceId: guidOf(`service-principal:graph:${claims.tenantId}`),
  }));
  return json(200, { "@odata.context": `${request.base}/$metadata#appRoleAssignments`, value });
}

function notFound(id: string): GraphProblem {
  return new GraphProblem(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
