import { APP } from "#sandbox/world.ts";
import { showsMailConsent } from "#lib/adapters/entra/consent.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import type { SandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import type { Http } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import { createLimiter } from "../limiter.ts";
import { createMailboxes, type OpenMailbox } from "../mailboxes.ts";

export type SandboxTokens = {
  tokenFor: (tenantId: string, options?: { fresh?: boolean }) => Promise<string>;
  showsConsent: (token: string) => boolean;
  /** The token given out last. */
  last(): string;
};

/** Tokens of the sandbox's Entra for the sandbox's Graph. */
export function sandboxTokens(sandbox: SandboxWorld, http: Http, clock: Clock): SandboxTokens {
  const entra = createEntra({
    authority: sandbox.entraUrl,
    clientId: APP.clientId,
    credential: { kind: "secret", secret: APP.clientSecret },
    graphUrl: sandbox.graphUrl,
    consentRedirectUri: "https://portal.example/back",
    http,
    clock,
  });
  let last = "";
  const tokenFor: SandboxTokens["tokenFor"] = async (tenantId, options) => {
    last = await entra.tokenFor(tenantId, options);
    return last;
  };
  return { tokenFor, showsConsent: showsMailConsent, last: () => last };
}

type Access = { sandbox: SandboxWorld; http: Http; clock: Clock; tokens: SandboxTokens };

/** Mailboxes of the sandbox's Graph, with more room for requests than any test takes. */
export function sandboxMailboxes({ sandbox, http, clock, tokens }: Access): OpenMailbox {
  const limiter = createLimiter(() => undefined);
  limiter.adopt({ inFlight: 64, cuts: 0 });
  const { tokenFor, showsConsent } = tokens;
  return createMailboxes({ http, clock, graphUrl: sandbox.graphUrl, tokenFor, showsConsent, limiter });
}
