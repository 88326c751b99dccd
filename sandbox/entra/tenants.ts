import { findTenant, type Tenant } from "../world.ts";
import { invalidRequest } from "./token-error.ts";

/** First segment of an Entra path: one tenant (by id or domain), or any organization. */
export type Authority =
  | { readonly kind: "tenant"; readonly path: string; readonly tenant: Tenant }
  | { readonly kind: "any"; readonly path: string };

/** Undefined for a tenant that does not exist. */
export function findAuthority(path: string): Authority | undefined {
  if (path === "organizations" || path === "common") return { kind: "any", path: "organizations" };
  const tenant = findTenant(path);
  return tenant === undefined ? undefined : { kind: "tenant", path: tenant.id, tenant };
}

export function getAuthority(path: string): Authority {
  const authority = findAuthority(path);
  if (authority === undefined) {
    throw invalidRequest(
      90002,
      `Tenant '${path}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    );
  }
  return authority;
}

/** Issuer of the metadata and of ID tokens. It carries the path that was asked, `organizations` included. */
export function issuerOf(publicUrl: string, authority: Authority): string {
  return `${publicUrl}/entra/${authority.path}/v2.0`;
}
