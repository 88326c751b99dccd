import { z } from "zod";
import { ROLES, type Role } from "#lib/domain/connector.ts";
import type { Viewer } from "#lib/domain/views/people.ts";

/** What the portal takes from Entra's ID token; everything else is ignored. */
const claims = z.object({
  /** The organization. With `oid` it is the only key of a person; an e-mail address is none. */
  tid: z.guid(),
  oid: z.string().min(1),
  name: z.string().optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  /** App roles of our own registration, as of the sign-in. */
  roles: z.array(z.string()).default([]),
});

export type EntraClaims = z.infer<typeof claims>;

/** @throws ZodError when the token is not one of a person in an organization */
export function parseClaims(profile: unknown): EntraClaims {
  return claims.parse(profile);
}

export function viewerOf(token: EntraClaims): Viewer {
  const email = token.email ?? token.preferred_username ?? "";
  return {
    tenantId: token.tid,
    userId: token.oid,
    name: token.name ?? email,
    email,
    roles: ROLES.filter((role): role is Role => token.roles.includes(role)),
  };
}
