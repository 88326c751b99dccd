import type { ConfidentialClientApplication } from "@azure/msal-node";
import { createClient, createNetwork, type EntraNetwork } from "./client.ts";
import type { EntraConfig, TokenFor } from "./config.ts";
import type { ConsentProof } from "#lib/services/context.ts";
import { adminConsentUrl, proveConsent } from "./consent.ts";
import { Failure } from "#lib/domain/failure.ts";
import { failureOfRefusal, throttled, unreachable } from "./mapper.ts";

export type Entra = {
  /** An app-only token for Graph. @throws Failure as `TokenFor` says */
  tokenFor: TokenFor;
  /** Microsoft's page where a global admin consents for the whole organization, and comes back with `state`. */
  adminConsentUrl(tenantId: string, state: string): string;
  /** What the token and the mailbox say; never trusts the redirect. @throws Failure when Microsoft does not answer */
  proveConsent(tenantId: string, probeUserId: string): Promise<ConsentProof>;
};

/** The resource that the token is for, whatever host serves it. */
const GRAPH_SCOPE = "https://graph.microsoft.com/.default";
/** Renewed while there is time for a second try. */
const RENEW_BEFORE_MS = 5 * 60_000;

type Held = { token: string; expiresAtMs: number };

export function createEntra(config: EntraConfig): Entra {
  const clients = new Map<string, { client: ConfidentialClientApplication; network: EntraNetwork }>();
  const held = new Map<string, Held>();
  const renewals = new Map<string, Promise<string>>();
  /** Until when a tenant's tokens are not asked for: one 429 is the answer to all lanes. */
  const closedUntilMs = new Map<string, number>();

  const clientOf = (tenantId: string) => {
    const known = clients.get(tenantId);
    if (known) return known;
    const network = createNetwork(config.http, config.clock);
    const made = { client: createClient(config, tenantId, network), network };
    clients.set(tenantId, made);
    return made;
  };

  const renew = async (tenantId: string): Promise<string> => {
    const { client, network } = clientOf(tenantId);
    const request = { scopes: [config.scope ?? GRAPH_SCOPE], skipCache: true };
    const result = await client.acquireTokenByClientCredential(request).catch((error: unknown) => {
      const failure = network.takeFailure() ?? failureOfRefusal(error);
      if (failure.code === "throttled")
        closedUntilMs.set(tenantId, config.clock.now().getTime() + (failure.retryAfterMs ?? 0));
      throw failure;
    });
    if (!result) throw unreachable({});
    const expiresAtMs = result.expiresOn?.getTime() ?? config.clock.now().getTime();
    held.set(tenantId, { token: result.accessToken, expiresAtMs });
    return result.accessToken;
  };

  /** However many lanes need one at the same time, one request is sent. */
  const renewOnce = (tenantId: string): Promise<string> => {
    const running = renewals.get(tenantId);
    if (running) return running;
    const closedMs = (closedUntilMs.get(tenantId) ?? 0) - config.clock.now().getTime();
    if (closedMs > 0) return Promise.reject(throttled(closedMs));
    const started = renew(tenantId).finally(() => renewals.delete(tenantId));
    renewals.set(tenantId, started);
    return started;
  };

  const tokenFor: TokenFor = (tenantId, { fresh = false } = {}) => {
    const known = held.get(tenantId);
    if (!known || fresh) return renewOnce(tenantId);
    const restMs = known.expiresAtMs - config.clock.now().getTime();
    if (restMs > RENEW_BEFORE_MS) return Promise.resolve(known.token);
    // Entra's troubles are none as long as the token at hand is good.
    return renewOnce(tenantId).catch((error: unknown) => {
      if (restMs > 0 && error instanceof Failure && error.kind === "transient") return known.token;
      throw error;
    });
  };

  return {
    tokenFor,
    adminConsentUrl: (tenantId, state) => adminConsentUrl(config, tenantId, state),
    proveConsent: (tenantId, probeUserId) => proveConsent({ config, tokenFor }, tenantId, probeUserId),
  };
}
