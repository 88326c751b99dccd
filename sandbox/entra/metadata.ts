import { type HandlerContext } from "../http/handler-area.ts";
import { originOf } from "../http/call.ts";
import { json, type Reply } from "../http/reply.ts";
import { findAuthority, issuerOf } from "./tenants.ts";

/**
 * `/{tenant}/v2.0/.well-known/openid-configuration`. The browser's addresses are the public ones; those that the
 * portal itself calls are as the portal reached this server, which in a container network is another host.
 */
export function metadata({ sandbox, call }: HandlerContext): Reply {
  const authority = findAuthority(call.params["tenant"] ?? "");
  if (authority === undefined)
    return json(400, {
      error: "invalid_tenant",
      error_description: "AADSTS90002: Tenant not found.",
      error_codes: [90002],
    });
  const browser = `${sandbox.urls.public}/entra/${authority.path}`;
  const server = `${originOf(call)}/entra/${authority.path}`;
  return json(200, {
    issuer: issuerOf(sandbox.urls.public, authority),
    authorization_endpoint: `${browser}/oauth2/v2.0/authorize`,
    token_endpoint: `${server}/oauth2/v2.0/token`,
    jwks_uri: `${server}/discovery/v2.0/keys`,
    end_session_endpoint: `${browser}/oauth2/v2.0/logout`,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic", "private_key_jwt"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    claims_supported: [
      "sub",
      "iss",
      "aud",
      "exp",
      "iat",
      "nonce",
      "name",
      "tid",
      "oid",
      "preferred_username",
      "email",
      "roles",
      "wids",
    ],
    request_uri_parameter_supported: false,
    tenant_region_scope: "NA",
    cloud_instance_name: "microsoftonline.com",
    msgraph_host: "graph.microsoft.com",
  });
}

export function keys({ sandbox }: HandlerContext): Reply {
  return json(200, { keys: [sandbox.signingKey.publicJwk] });
}
