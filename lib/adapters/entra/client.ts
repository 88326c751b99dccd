import { createHash, X509Certificate } from "node:crypto";
import { type Configuration, ConfidentialClientApplication, type INetworkModule } from "@azure/msal-node";
import { Failure } from "#lib/domain/failure.ts";
import type { Http } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { EntraApplication, EntraCredential } from "./config.ts";
import { judge } from "./mapper.ts";

/** The app-only client of one tenant. Its own cache is not used: `createEntra` keeps the token. */
export function createClient(
  { authority, clientId, credential }: EntraApplication,
  tenantId: string,
  networkClient: INetworkModule,
): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: { clientId, ...authorityOf(authority, tenantId), ...credentialOf(credential) },
    system: { networkClient },
  });
}

type Auth = Configuration["auth"];

/**
 * MSAL refuses a plain http authority, and takes an https-looking one whose metadata names the http token endpoint: no
 * certificate is needed on loopback. Hosts that are not Microsoft's have to be declared as known.
 */
function authorityOf(
  authority: string,
  tenantId: string,
): Pick<Auth, "authority" | "knownAuthorities" | "authorityMetadata"> {
  const tenant = encodeURIComponent(tenantId);
  const { protocol, host } = new URL(authority);
  const base = `${authority.replace(/\/+$/, "")}/${tenant}`;
  if (protocol === "https:") {
    const isMicrosoft = /(^|\.)(microsoftonline\.(com|us)|chinacloudapi\.cn)$/.test(host);
    return isMicrosoft ? { authority: base } : { authority: base, knownAuthorities: [host] };
  }
  const metadata = {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
  return {
    // MSAL compares the paths of both, and rewrites the endpoint where they differ.
    authority: `https://entra.sandbox.local${new URL(base).pathname}`,
    knownAuthorities: ["entra.sandbox.local"],
    authorityMetadata: JSON.stringify(metadata),
  };
}

function credentialOf(credential: EntraCredential): Pick<Auth, "clientSecret" | "clientCertificate"> {
  if (credential.kind === "secret") return { clientSecret: credential.secret };
  const { certificate, privateKey } = credential;
  const thumbprintSha256 = createHash("sha256").update(new X509Certificate(certificate).raw).digest("hex");
  return { clientCertificate: { thumbprintSha256, privateKey, x5c: certificate } };
}

export type EntraNetwork = INetworkModule & {
  /** Why the last request had no answer that MSAL could judge, until it is asked for. */
  takeFailure(): Failure | undefined;
};

/**
 * MSAL over our own transport, bounded in time. MSAL turns every foreign error into one of its own, so the failure of a
 * service that is down or throttles is kept here, and is not MSAL's to remember for a minute.
 */
export function createNetwork(http: Http, clock: Clock): EntraNetwork {
  let failure: Failure | undefined;
  const send = async (method: "GET" | "POST", url: string, options: NetworkOptions = {}) => {
    const { origin, pathname, search } = new URL(url);
    const { headers = {}, body } = options;
    const signal = new AbortController().signal;
    const path = pathname + search;
    const answer = await http.exchange({
      method,
      origin,
      path,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
    const judged = judge(answer, clock.now());
    failure = judged instanceof Failure ? judged : undefined;
    if (judged instanceof Failure) throw judged;
    return { headers: {}, ...judged };
  };
  return {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
    takeFailure: () => {
      const taken = failure;
      failure = undefined;
      return taken;
    },
  };
}

type NetworkOptions = { headers?: Record<string, string>; body?: string };
