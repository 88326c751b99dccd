import type { Http } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";

export type EntraCredential =
  | { kind: "secret"; secret: string }
  /** PEM texts. Source: Microsoft identity platform, "Certificate credentials". */
  | { kind: "certificate"; certificate: string; privateKey: string };

export type EntraApplication = {
  /** `https://login.microsoftonline.com`, or the sandbox's `http://host:port/path`. */
  authority: string;
  clientId: string;
  credential: EntraCredential;
};

export type EntraConfig = EntraApplication & {
  /** `https://graph.microsoft.com`, or the sandbox's; for the probe of a mailbox. */
  graphUrl: string;
  /** Where Microsoft's consent page comes back to, registered to the letter. Unused by workers. */
  consentRedirectUri: string;
  http: Http;
  clock: Clock;
  /** What tokens are for, if not for Graph. */
  scope?: string;
};

/**
 * An app-only token for Graph. `fresh` asks Entra even though one is held: it was refused, or its roles may have changed.
 * @throws Failure `app-login-refused` | `consent-missing` | `entra-unreachable` | `throttled`
 */
export type TokenFor = (tenantId: string, options?: { fresh?: boolean }) => Promise<string>;
