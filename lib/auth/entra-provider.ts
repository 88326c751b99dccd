import type { OAuthConfig } from "next-auth/providers/oauth";
import { type EntraClaims, parseClaims } from "./claims.ts";

export type EntraSettings = {
  /** `https://login.microsoftonline.com`, or the sandbox's. */
  authority: string;
  /** A tenant's id, or `organizations` for all of them. */
  tenant: string;
  clientId: string;
  clientSecret: string;
};

/**
 * Microsoft Entra ID by discovery. Not next-auth's own provider, which fixes Microsoft's host and asks Graph for a
 * photo at every sign-in.
 */
export function entraProvider(settings: EntraSettings): OAuthConfig<EntraClaims> {
  return {
    id: "entra",
    name: "Microsoft Entra ID",
    type: "oauth",
    wellKnown: `${settings.authority}/${settings.tenant}/v2.0/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email", prompt: "select_account" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    client: { token_endpoint_auth_method: "client_secret_post" },
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    profile: (profile) => {
      const claims = parseClaims(profile);
      return { id: `${claims.tid}.${claims.oid}` };
    },
  };
}
