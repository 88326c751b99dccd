import { z } from "zod";
import { Failure } from "#lib/domain/failure.ts";
import { REASONS } from "#lib/domain/reasons.ts";
import { type Http, type HttpAnswer, mayNewTokenHelp, parseJson, retryAfterMs } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";

export type KeyVaultAccess = {
  http: Http;
  clock: Clock;
  /** An app-only token for Key Vault, of the tenant that the vault belongs to. @throws Failure */
  tokenFor: (isFresh: boolean) => Promise<string>;
};

const API_VERSION = "7.4";
const WAITS_MS = [1_000, 4_000, 15_000];
const LONGEST_WAIT_MS = 60_000;

/**
 * The value of a secret; a vault that is down or throttles is asked a few times. Source: Key Vault REST, "Get Secret".
 * @param address `https://{vault}.vault.azure.net/secrets/{name}`, with or without `/{version}`
 * @throws Error that says why it cannot be had and what to do, never the value
 */
export async function readVaultSecret(
  access: KeyVaultAccess,
  address: URL,
  signal: AbortSignal,
): Promise<string> {
  for (const waitMs of WAITS_MS) {
    const answer = await ask(access, address, signal);
    if (answer && !isTransient(answer)) return valueOf(answer);
    const wishMs = answer && retryAfterMs(answer.headers, access.clock.now());
    await access.clock.sleep(Math.min(Math.max(waitMs, wishMs ?? 0), LONGEST_WAIT_MS), signal);
  }
  const answer = await ask(access, address, signal);
  if (!answer) throw new Error("Key Vault does not answer: check its address and the way to it.");
  return valueOf(answer);
}

/** @returns undefined where no answer came */
async function ask(
  { http, tokenFor }: KeyVaultAccess,
  { origin, pathname }: URL,
  signal: AbortSignal,
): Promise<HttpAnswer | undefined> {
  const path = `${pathname}?api-version=${API_VERSION}`;
  for (let renewals = 0; ; renewals += 1) {
    const token = await tokenFor(renewals > 0).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      throw new Error(`No token for Key Vault: ${REASONS[error.code].sentence}`, { cause: error });
    });
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const answer = await http.exchange({ method: "GET", origin, path, headers, signal });
    if (answer.kind === "no-answer") return undefined;
    if (!mayNewTokenHelp(answer.status, renewals)) return answer;
  }
}

function isTransient({ status }: HttpAnswer): boolean {
  return status === 429 || status >= 500;
}

const secretBody = z.object({ value: z.string().min(1) });

function valueOf({ status, text }: HttpAnswer): string {
  if (status !== 200) throw new Error(`Key Vault answers ${status}: ${REMEDIES[status] ?? LOOK}`);
  const secret = secretBody.safeParse(parseJson(text));
  if (!secret.success) throw new Error("Key Vault's answer has no value of the secret.");
  return secret.data.value;
}

const LOOK = "look at the address of the secret, and at the vault in the Azure portal.";
const REMEDIES: Record<number, string> = {
  401: "it does not take the application's token. Check that KEY_VAULT_TENANT is the tenant of the vault.",
  403: 'the application may not read it. Give it the role "Key Vault Secrets User", and let it through the firewall.',
  404: "there is no such secret, or it is disabled. Put the keys there as .env.example says.",
};
