import { randomUUID } from "node:crypto";
import { type JWTPayload } from "jose";
import { isStringArray } from "../http/guards.ts";
import { guidOf } from "../random.ts";
import { APP } from "../world.ts";
import { type SigningKey } from "./signing-key.ts";

export const GRAPH_AUDIENCE = "https://graph.microsoft.com";
export const TOKEN_LIFETIME_SECONDS = 3599;

export interface GraphClaims {
  readonly tenantId: string;
  readonly appId: string;
  readonly roles: ReadonlySet<string>;
  readonly expiresMs: number;
  /** Serial of issue in this process; 0 for tokens from before it. */
  readonly serial: number;
}

/** App-only access tokens for Graph: issued here, recognised here without a signature check each time. */
export class GraphTokens {
  readonly #key: SigningKey;
  readonly #known = new Map<string, GraphClaims>();
  #serial = 0;
  #revokedUpTo = -1;

  constructor(key: SigningKey) {
    this.#key = key;
  }

  /** Claims of a v1 app-only token; `roles` is absent when nothing is granted. */
  async issue(tenantId: string, roles: readonly string[], nowMs: number): Promise<string> {
    const servicePrincipal = servicePrincipalId(tenantId);
    const seconds = Math.floor(nowMs / 1000);
    const token = await this.#key.sign({
      aud: GRAPH_AUDIENCE,
      iss: `https://sts.windows.net/${tenantId}/`,
      iat: seconds,
      nbf: seconds,
      exp: seconds + TOKEN_LIFETIME_SECONDS,
      app_displayname: APP.displayName,
      appid: APP.clientId,
      idtyp: "app",
      oid: servicePrincipal,
      sub: servicePrincipal,
      tid: tenantId,
      ...(roles.length > 0 ? { roles } : {}),
      uti: randomUUID(),
      ver: "1.0",
    });
    this.#serial += 1;
    const expiresMs = nowMs + TOKEN_LIFETIME_SECONDS * 1000;
    this.#remember(token, {
      tenantId,
      appId: APP.clientId,
      roles: new Set(roles),
      expiresMs,
      serial: this.#serial,
    });
    return token;
  }

  /** From now on every token issued so far counts as expired. */
  revokeIssued(): void {
    this.#revokedUpTo = this.#serial;
  }

  isRevoked(claims: GraphClaims): boolean {
    return claims.serial <= this.#revokedUpTo;
  }

  /** Claims of a token seen before; the first sight of one issued before a restart goes through `learn`. */
  known(token: string): GraphClaims | undefined {
    return this.#known.get(token);
  }

  async learn(token: string): Promise<GraphClaims | undefined> {
    const payload = await this.#key.verify(token, GRAPH_AUDIENCE);
    if (payload === undefined) return undefined;
    const claims = claimsOf(payload);
    this.#remember(token, claims);
    return claims;
  }

  #remember(token: string, claims: GraphClaims): void {
    if (this.#known.size > 2000) this.#known.clear();
    this.#known.set(token, claims);
  }
}

export function servicePrincipalId(tenantId: string): string {
  return guidOf(`service-principal:${tenantId}`);
}

function claimsOf(payload: JWTPayload): GraphClaims {
  const roles = payload["roles"];
  return {
    tenantId: String(payload["tid"]),
    appId: String(payload["appid"]),
    roles: new Set(isStringArray(roles) ? roles : []),
    expiresMs: (payload.exp ?? 0) * 1000,
    serial: 0,
  };
}
