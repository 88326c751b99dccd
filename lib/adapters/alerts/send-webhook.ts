import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { Agent, request } from "undici";
import { answeredCode, type OpenChannel, type SendResult } from "#lib/domain/alert-channel.ts";
import { type AlertMessage, payloadOf } from "#lib/domain/alert-message.ts";
import { isPublicAddress, type Resolve } from "#lib/public-address.ts";
import { resolvePinned } from "./resolve.ts";

type WebhookWorld = { isPrivateAllowed: boolean; resolve: Resolve; ca: string | undefined; now: () => Date };

const WHOLE_MS = 15_000;
const STEP_MS = 10_000;

/**
 * Signed as Standard Webhooks 1.0 lays down: HMAC-SHA-256 over id, time and body. The id stays the same when a message is
 * sent again, the time does not, so that a receiver can refuse what is old and what it has.
 */
export async function sendWebhook(
  world: WebhookWorld,
  { settings, secret }: Extract<OpenChannel, { channel: "webhook" }>,
  message: AlertMessage,
): Promise<SendResult> {
  const url = new URL(settings.url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const place = await resolvePinned(host, world.isPrivateAllowed, world.resolve);
  if (typeof place === "string") return { ok: false, code: place };
  if (url.protocol !== "https:" && isPublicAddress(place.address))
    return { ok: false, code: "host-forbidden" };
  const body = payloadOf(message);
  const agent = pinnedAgent(place.address, world.ca);
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: "POST",
      body,
      headers: signedHeaders(message.id, world.now(), body, secret),
      signal: AbortSignal.timeout(WHOLE_MS),
    });
    // Nobody wants the answer's body, however long it is.
    answer.body.on("error", () => undefined).destroy();
    if (answer.statusCode >= 200 && answer.statusCode <= 299) return { ok: true, refused: [] };
    const isRedirect = answer.statusCode >= 300 && answer.statusCode <= 399;
    return { ok: false, code: isRedirect ? "answered-redirect" : answeredCode(answer.statusCode) };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  } finally {
    await agent.destroy();
  }
}

/** Reaches this one address under whatever name is asked for, and verifies the name's certificate. */
function pinnedAgent(address: string, ca: string | undefined): Agent {
  return new Agent({
    connect: {
      timeout: STEP_MS,
      ...(ca !== undefined && { ca }),
      lookup: (_host, options, found) => {
        const family = isIPv6(address) ? 6 : 4;
        if (options.all) found(null, [{ address, family }]);
        else found(null, address, family);
      },
    },
    headersTimeout: STEP_MS,
    bodyTimeout: STEP_MS,
    maxHeaderSize: 16_384,
    allowH2: false,
  });
}

function signedHeaders(id: string, now: Date, body: string, secret: string): Record<string, string> {
  const time = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "mobile-archive-connectors",
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": `v1,${signature}`,
  };
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ECONNREFUSED") return "connection-refused";
  if (typeof code === "string" && /CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED|ERR_SSL|ERR_TLS/.test(code))
    return "tls-untrusted";
  return "unreachable";
}
